import { isSameDigest, keyedDigest } from '../base/crypto.ts';
import type { Instant } from '../base/time/instant.ts';

/** Release number, expiry in seconds (base 36) and signature. */
const TOKEN = /^([1-9][0-9]{0,5})\.([0-9a-z]{1,9})\.([0-9a-f]{32})$/;

export interface PreviewLink {
  readonly number: number;
  /** A whole second. */
  readonly expiresAt: Instant;
}

/** `secret` is the newsroom's. The token consists of digits, lower-case letters and dots. */
export async function previewToken(secret: string, { number, expiresAt }: PreviewLink): Promise<string> {
  const payload = `${number}.${(expiresAt / 1000).toString(36)}`;
  // The same secret signs subscription links; the prefix prevents one kind of link from passing as the other.
  return `${payload}.${await keyedDigest(secret, `preview ${payload}`)}`;
}

/** For the address of a file of the library in the preview of a release. */
export async function previewFileToken(
  secret: string,
  fileId: string,
  { number, expiresAt }: PreviewLink,
): Promise<string> {
  const payload = `${number}.${(expiresAt / 1000).toString(36)}`;
  return `${payload}.${await keyedDigest(secret, `preview-file ${fileId} ${payload}`)}`;
}

/** Null for a token that `secret` has not signed. The caller must check `expiresAt`. */
export async function readPreviewToken(secret: string, token: string): Promise<PreviewLink | null> {
  const link = parsePreviewToken(token);
  return link !== null && isSameDigest(await previewToken(secret, link), token) ? link : null;
}

/** The release in whose preview the file may be seen. The caller must check `expiresAt`. */
export async function readPreviewFileToken(
  secret: string,
  fileId: string,
  token: string,
): Promise<PreviewLink | null> {
  const link = parsePreviewToken(token);
  return link !== null && isSameDigest(await previewFileToken(secret, fileId, link), token) ? link : null;
}

/** What a token says, whoever has signed it. */
export function parsePreviewToken(token: string): PreviewLink | null {
  const [, number, expires] = TOKEN.exec(token) ?? [];
  if (number === undefined || expires === undefined) return null;
  return { number: Number(number), expiresAt: Number.parseInt(expires, 36) * 1000 };
}
