/** What may stand next. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'next' | 'nothing';

/** One token that is no string, whole, and strings' parts: all sticky, none with anything to go back to. */
const SPACE = /[ \t\n\r]*/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const PLAIN = /[^"\\\u0000-\u001F]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Where `text` stops being JSON (RFC 8259), as an index; its length where it ends too soon. What the engine's parser
 * throws names the place only for some faults.
 */
export function faultIn(text: string): number {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  while (true) {
    at = after(SPACE, text, at) ?? at;
    if (at === text.length) return at;
    const character = text.charAt(at);
    const inside = open.at(-1);
    if (expected === 'nothing') return at;
    if (expected === 'colon') {
      if (character !== ':') return at;
      expected = 'value';
      at += 1;
    } else if (isEnd(character, inside, expected)) {
      open.pop();
      expected = open.length === 0 ? 'nothing' : 'next';
      at += 1;
    } else if (expected === 'next') {
      if (character !== ',') return at;
      expected = inside === '{' ? 'name' : 'value';
      at += 1;
    } else if (expected === 'name' || expected === 'first name') {
      const end = character === '"' ? stringFrom(text, at) : { at, isWhole: false };
      if (!end.isWhole) return end.at;
      expected = 'colon';
      at = end.at;
    } else if (character === '[' || character === '{') {
      open.push(character);
      expected = character === '[' ? 'first value' : 'first name';
      at += 1;
    } else {
      const end = character === '"' ? stringFrom(text, at) : literalFrom(text, at);
      if (!end.isWhole) return end.at;
      expected = open.length === 0 ? 'nothing' : 'next';
      at = end.at;
    }
  }
}

/**
 * Whether arrays and objects stand more than `levels` deep in `text`, JSON or not. Told before it is parsed: the engine
 * takes minutes over brackets that it takes milliseconds to count.
 */
export function nestsDeeper(text: string, levels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') inString = !inString;
    else if (inString) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}

interface End {
  /** Past the token, else at what is wrong in it. */
  readonly at: number;
  readonly isWhole: boolean;
}

function isEnd(character: string, inside: string | undefined, expected: Expected): boolean {
  if (character === ']') return inside === '[' && (expected === 'first value' || expected === 'next');
  return character === '}' && inside === '{' && (expected === 'first name' || expected === 'next');
}

function literalFrom(text: string, start: number): End {
  const at = after(LITERAL, text, start);
  return { at: at ?? start, isWhole: at !== null };
}

function stringFrom(text: string, start: number): End {
  let at = start + 1;
  while (true) {
    at = after(PLAIN, text, at) ?? at;
    if (text.charAt(at) === '"') return { at: at + 1, isWhole: true };
    const next = after(ESCAPE, text, at);
    if (next === null) return { at, isWhole: false };
    at = next;
  }
}

/** Where a match of the sticky `pattern` at `at` ends; null when it does not match there. */
function after(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
