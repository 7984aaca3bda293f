import { isSameDigest, keyedDigest, sha256 } from '../base/crypto.ts';
import type { Instant } from '../base/time/instant.ts';
import { type Choices, choicesOf } from './subscription.ts';

/** Tokens have only digits, lower-case letters and dots, because mail clients end a link at many other characters. */
const SUBSCRIPTION = /^([1-9][0-9]{0,8})\.([0-9a-f]{32})\.([0-9a-f]{32})$/;
const CONFIRMATION = /^([1-9][0-9]{0,8})\.([0-9a-f]{32})\.([0-9a-z]{1,9})\.([0-9a-f]{16})\.([0-9a-f]{32})$/;

/** In milliseconds. */
export const CONFIRMATION_LIFETIME = 7 * 24 * 60 * 60 * 1000;

export interface Confirmation {
  readonly number: number;
  readonly id: string;
  readonly issuedAt: Instant;
  readonly digest: string;
}

export function newsroomNumber(token: string): number | null {
  const [, number] = SUBSCRIPTION.exec(token) ?? CONFIRMATION.exec(token) ?? [];
  return number === undefined ? null : Number(number);
}

/** Null when the token is malformed. Does not check the signature. */
export function subscriptionId(token: string): string | null {
  return SUBSCRIPTION.exec(token)?.[2] ?? null;
}

export async function subscriptionToken(secret: string, number: number, id: string): Promise<string> {
  return `${number}.${id}.${await keyedDigest(secret, `subscription ${number} ${id}`)}`;
}

export async function confirmationToken(secret: string, confirmation: Confirmation): Promise<string> {
  const { number, id, issuedAt, digest } = confirmation;
  const payload = `${number}.${id}.${issuedAt.toString(36)}.${digest}`;
  return `${payload}.${await keyedDigest(secret, `confirmation ${payload}`)}`;
}

/** Null unless `secret` signed the token. The caller must check the age. */
export async function readConfirmation(secret: string, token: string): Promise<Confirmation | null> {
  const [, number, id, issued, digest] = CONFIRMATION.exec(token) ?? [];
  if (number === undefined || id === undefined || issued === undefined || digest === undefined) return null;
  const confirmation = { number: Number(number), id, issuedAt: Number.parseInt(issued, 36), digest };
  return isSameDigest(await confirmationToken(secret, confirmation), token) ? confirmation : null;
}

/** 64 bits in hexadecimal. */
export async function choicesDigest(choices: Choices): Promise<string> {
  const { keywords, types, fallback } = choicesOf(choices);
  const canonical = JSON.stringify([keywords, types, fallback]);
  return (await sha256(canonical)).slice(0, 16);
}
