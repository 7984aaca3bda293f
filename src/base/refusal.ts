/** Why an item, or a whole document, does not come in. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Line and column, or a path, in the document; never its text. */
  readonly where?: string;
  /** Named in the message: a language tag or a charset, in its safe letters `[A-Za-z0-9._-]{1,35}`. */
  readonly name?: string;
}

export const REFUSAL_CODES = [
  // Of a document
  'empty',
  'too-large',
  'unknown-format',
  'unknown-charset',
  'not-in-charset',
  'not-well-formed',
  'doctype',
  'too-deep',
  'too-many-items',
  'too-costly',
  // Of an item
  'no-text',
  'date-not-understood',
  'language-not-served',
  'language-not-of-newsroom',
  'not-valid',
  'not-an-object',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];
