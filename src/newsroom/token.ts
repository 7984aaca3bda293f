import { randomHex } from '../base/crypto.ts';

/** The number tells a token of another newsroom (403) from an unknown one (401). 32 random bytes need no slow hash. */
const SHAPE = /^kaiku_([1-9][0-9]{0,8})_([0-9a-f]{16})_([0-9a-f]{64})$/;

export interface TokenParts {
  readonly number: number;
  readonly id: string;
  readonly secret: string;
}

export function parseToken(token: string): TokenParts | null {
  const [, number, id, secret] = SHAPE.exec(token) ?? [];
  if (number === undefined || id === undefined || secret === undefined) return null;
  return { number: Number(number), id, secret };
}

export function formatToken({ number, id, secret }: TokenParts): string {
  return `kaiku_${number}_${id}_${secret}`;
}

export function newTokenParts(number: number): TokenParts {
  return { number, id: randomHex(8), secret: randomHex(32) };
}
