import { derivedHmac, isSameDigest, sha256 } from '../base/crypto.ts';
import { isObject } from '../base/json.ts';
import type { Stored } from '../storage/store.ts';

/** `own` signs exports, and a signature of `own` or of one of `trusted` is believed. */
export interface ExportSecrets {
  readonly own: string | null;
  readonly trusted: readonly string[];
}

/** By whom an export is signed; null for an export without a signature and for one whose signature does not fit. */
export type Signer = 'own' | 'trusted' | null;

const PURPOSE = 'export';

/** The digest of no lines. */
export const NO_LINES = '';

/** The digest of all lines so far, which can be kept between two parts of an export, unlike the state of a hash. */
export async function digestOfLines(digest: string, lines: readonly string[]): Promise<string> {
  let next = digest;
  for (const line of lines) next = await sha256(`${next}\n${line}`);
  return next;
}

/** The last line's value with the signature of `digest` and of its other members. Without a secret it stays as it is. */
export async function signed({ own }: ExportSecrets, digest: string, value: Stored): Promise<Stored> {
  return own === null ? value : { ...value, signature: await signatureOf(own, digest, value) };
}

export async function signerOf(
  { own, trusted }: ExportSecrets,
  digest: string,
  { signature, ...value }: Stored,
): Promise<Signer> {
  if (typeof signature !== 'string' || !isObject(value)) return null;
  const fits = async (secret: string) => isSameDigest(await signatureOf(secret, digest, value), signature);
  if (own !== null && (await fits(own))) return 'own';
  for (const secret of trusted) if (await fits(secret)) return 'trusted';
  return null;
}

function signatureOf(secret: string, digest: string, value: Stored): Promise<string> {
  return derivedHmac(secret, PURPOSE, `${digest}\n${JSON.stringify(value)}`);
}
