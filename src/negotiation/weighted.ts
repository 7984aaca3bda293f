export interface Weighted {
  readonly value: string;
  /** 0 to 1; 0 means not acceptable (RFC 9110 section 12.4.2). */
  readonly q: number;
}

/** Skips a member with a malformed weight and takes a weight above 1 for 1. The time is linear in the length. */
export function parseWeighted(field: string | null): Weighted[] {
  const list: Weighted[] = [];
  for (const member of splitUnquoted(field ?? '', ',')) {
    const [value = '', ...parameters] = splitUnquoted(member, ';').map((part) => part.trim().toLowerCase());
    const q = parseWeight(parameters);
    if (value !== '' && q !== null) list.push({ value, q });
  }
  return list;
}

export function byWeight(list: readonly Weighted[]): Weighted[] {
  return list.toSorted((a, b) => b.q - a.q);
}

export function weightOf(list: readonly Weighted[], ...values: readonly string[]): number | null {
  let highest: number | null = null;
  for (const { value, q } of list) {
    if (values.includes(value) && (highest === null || q > highest)) highest = q;
  }
  return highest;
}

/** Feed readers also send `.5` and more than three decimals, which the grammar does not allow. */
const DECIMAL = /^(?:\d{1,9}(?:\.\d*)?|\.\d+)$/;

function parseWeight(parameters: readonly string[]): number | null {
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    if (equals === -1 || parameter.slice(0, equals).trimEnd() !== 'q') continue;
    const value = parameter.slice(equals + 1).trimStart();
    return DECIMAL.test(value) ? Math.min(1, Number(value)) : null;
  }
  return 1;
}

/** Ignores separators in quoted strings (RFC 9110 section 5.6.4). */
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
