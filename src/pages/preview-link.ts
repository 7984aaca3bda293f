import { keyedDigest, sameDigest } from '../base/crypto.ts';
import type { Instant } from '../base/time/instant.ts';

/** The release's number, when the link expires (seconds, base 36), and what only the newsroom can have signed. */
const SHAPE = /^([1-9][0-9]{0,5})\.([0-9a-z]{1,9})\.([0-9a-f]{32})$/;

/** What a preview's link shows, and until when. */
export interface PreviewLink {
  readonly number: number;
  /** A whole second. */
  readonly expiresAt: Instant;
}

/** The signed part of the link, under the newsroom's secret. Digits, letters in lower case and dots. */
export async function previewToken(secret: string, { number, expiresAt }: PreviewLink): Promise<string> {
  const said = `${number}.${(expiresAt / 1000).toString(36)}`;
  // The word keeps it from being taken for a subscriber's link, which the same secret signs.
  return `${said}.${await keyedDigest(secret, `preview ${said}`)}`;
}

/** What the link says, when `secret` has signed it; null for every other. Whether it has expired is the caller's to judge. */
export async function readPreviewToken(secret: string, token: string): Promise<PreviewLink | null> {
  const [, number, expires] = SHAPE.exec(token) ?? [];
  if (number === undefined || expires === undefined) return null;
  const link = { number: Number(number), expiresAt: Number.parseInt(expires, 36) * 1000 };
  return sameDigest(await previewToken(secret, link), token) ? link : null;
}
