export interface Refusal {
  readonly code: RefusalCode;
  /** A line and column or a path in the document, never its text. */
  readonly where?: string;
  /** A language tag or a charset for the message; matches `[A-Za-z0-9._-]{1,35}`. */
  readonly name?: string;
}

export const REFUSAL_CODES = [
  'empty',
  'too-large',
  'unknown-format',
  'atom-namespace-missing',
  'channel-missing',
  'second-channel',
  'items-not-found',
  'unknown-charset',
  'not-in-charset',
  'not-well-formed',
  'doctype',
  'too-deep',
  'too-many-items',
  'too-costly',
  'no-text',
  'date-not-understood',
  'language-not-served',
  'language-not-of-newsroom',
  'not-valid',
  'numbers-used-up',
  'revisions-used-up',
  'not-an-object',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];
