/** What is known of a JSON text before `JSON.parse`, in one pass and without memory. */
export interface JsonMeasures {
  /** Arrays and objects in one another, at most. */
  readonly depth: number;
  /** Members of objects and elements of arrays, at most. */
  readonly values: number;
}

/** `JSON.parse` takes minutes for very deep nesting, and long for very many members. The count ends beyond `limits`. */
export function isWithin(text: string, limits: JsonMeasures): boolean {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (inString) at += code === BACKSLASH ? 1 : 0;
    else if (code === COMMA) values += 1;
    else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
      depth += 1;
      values += 1;
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth -= 1;
    if (depth > limits.depth || values > limits.values) return false;
  }
  return true;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
