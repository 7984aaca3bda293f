import { keyedDigest, sameDigest, sha256 } from '../base/crypto.ts';
import type { Instant } from '../base/time/instant.ts';
import { type Choices, choicesOf } from './subscription.ts';

/**
 * The signed parts of a subscriber's links, below `/subscriptions/`. They begin with the newsroom's number, which
 * tells where to look. Digits, letters in lower case and dots only: mail clients cut links at much else.
 */
const SUBSCRIPTION = /^([1-9][0-9]{0,8})\.([0-9a-f]{32})\.([0-9a-f]{32})$/;
const CONFIRMATION = /^([1-9][0-9]{0,8})\.([0-9a-f]{32})\.([0-9a-z]{1,9})\.([0-9a-f]{16})\.([0-9a-f]{32})$/;

export const CONFIRMATION_LIFETIME = 7 * 24 * 60 * 60 * 1000;

/** What a confirmation link says: whose subscription, asked for when, with which choices. */
export interface Confirmation {
  readonly number: number;
  readonly id: string;
  readonly issuedAt: Instant;
  /** `choicesDigest` of what was asked for. */
  readonly digest: string;
}

/** The newsroom's number in a link of either kind; null when it is no such link. */
export function newsroomNumber(token: string): number | null {
  const [, number] = SUBSCRIPTION.exec(token) ?? CONFIRMATION.exec(token) ?? [];
  return number === undefined ? null : Number(number);
}

/** The subscription that a manage or cancel link names, which anyone may have made up: see `subscriptionLink`. */
export function subscriptionId(token: string): string | null {
  return SUBSCRIPTION.exec(token)?.[2] ?? null;
}

/** The one link by which a subscription is managed and cancelled: the same in every mail under one secret. */
export async function subscriptionLink(secret: string, number: number, id: string): Promise<string> {
  return `${number}.${id}.${await keyedDigest(secret, `subscription ${number} ${id}`)}`;
}

export async function confirmationLink(secret: string, confirmation: Confirmation): Promise<string> {
  const { number, id, issuedAt, digest } = confirmation;
  const said = `${number}.${id}.${issuedAt.toString(36)}.${digest}`;
  return `${said}.${await keyedDigest(secret, `confirmation ${said}`)}`;
}

/** What a confirmation link says, when `secret` has signed it; its age is the caller's to judge. */
export async function readConfirmation(secret: string, token: string): Promise<Confirmation | null> {
  const [, number, id, issued, digest] = CONFIRMATION.exec(token) ?? [];
  if (number === undefined || id === undefined || issued === undefined || digest === undefined) return null;
  const said = { number: Number(number), id, issuedAt: Number.parseInt(issued, 36), digest };
  return sameDigest(await confirmationLink(secret, said), token) ? said : null;
}

/** Tells one set of choices from another: 64 bits, hexadecimal. */
export async function choicesDigest(choices: Choices): Promise<string> {
  const { keywords, types, fallback } = choicesOf(choices);
  const said = JSON.stringify([keywords, types, fallback]);
  return (await sha256(said)).slice(0, 16);
}
