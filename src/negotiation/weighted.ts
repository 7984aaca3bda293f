/** One member of an `Accept`, `Accept-Language` or `Accept-Encoding` list. */
export interface Weighted {
  /** Lower case, without parameters. */
  readonly value: string;
  /** 0 to 1; 0 means "not this" (RFC 9110 section 12.4.2). */
  readonly q: number;
}

/**
 * Reads a weighted list (RFC 9110 sections 5.6.1 and 12.4.2), in the order written. Nothing is an error: a member
 * whose weight cannot be read is left out, weights above 1 count as 1, parameters other than `q` are dropped.
 * Time is linear in the field's length.
 */
export function parseWeighted(field: string | null): Weighted[] {
  const list: Weighted[] = [];
  for (const member of splitUnquoted(field ?? '', ',')) {
    const [value = '', ...parameters] = splitUnquoted(member, ';').map((part) => part.trim().toLowerCase());
    const q = weight(parameters);
    if (value !== '' && q !== null) list.push({ value, q });
  }
  return list;
}

/** The members by falling weight; equal ones stay in the order written. */
export function byWeight(list: readonly Weighted[]): Weighted[] {
  return list.toSorted((a, b) => b.q - a.q);
}

/** The highest weight given to any of `values`; null when the list names none of them. */
export function weightOf(list: readonly Weighted[], ...values: readonly string[]): number | null {
  let highest: number | null = null;
  for (const { value, q } of list) {
    if (values.includes(value) && (highest === null || q > highest)) highest = q;
  }
  return highest;
}

/** More lenient than the grammar, which allows three decimals and no bare `.5`: readers in the field send both. */
const DECIMAL = /^(?:\d{1,9}(?:\.\d*)?|\.\d+)$/;

/** 1 when no weight is given, null when it is not a number. */
function weight(parameters: readonly string[]): number | null {
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    if (equals === -1 || parameter.slice(0, equals).trimEnd() !== 'q') continue;
    const written = parameter.slice(equals + 1).trimStart();
    return DECIMAL.test(written) ? Math.min(1, Number(written)) : null;
  }
  return 1;
}

/** Splits at `separator` outside quoted strings (RFC 9110 section 5.6.4); an open quote runs to the end. */
function splitUnquoted(text: string, separator: ',' | ';'): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') i++;
    else if (!quoted && character === separator) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
