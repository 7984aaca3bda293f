type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'next' | 'nothing';

/** All patterns are sticky and none backtracks. */
const SPACE = /[ \t\n\r]*/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const UNESCAPED = /[^"\\\u0000-\u001F]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Index of the first syntax error (RFC 8259). Messages of `JSON.parse` do not always have a position. */
export function syntaxErrorIndex(text: string): number {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  while (true) {
    at = endOfMatch(SPACE, text, at) ?? at;
    if (at === text.length) return at;
    const character = text.charAt(at);
    const container = open.at(-1);
    if (expected === 'nothing') return at;
    if (expected === 'colon') {
      if (character !== ':') return at;
      expected = 'value';
      at += 1;
    } else if (isClosing(character, container, expected)) {
      open.pop();
      expected = open.length === 0 ? 'nothing' : 'next';
      at += 1;
    } else if (expected === 'next') {
      if (character !== ',') return at;
      expected = container === '{' ? 'name' : 'value';
      at += 1;
    } else if (expected === 'name' || expected === 'first name') {
      const end = character === '"' ? stringEnd(text, at) : { at, isComplete: false };
      if (!end.isComplete) return end.at;
      expected = 'colon';
      at = end.at;
    } else if (character === '[' || character === '{') {
      open.push(character);
      expected = character === '[' ? 'first value' : 'first name';
      at += 1;
    } else {
      const end = character === '"' ? stringEnd(text, at) : literalEnd(text, at);
      if (!end.isComplete) return end.at;
      expected = open.length === 0 ? 'nothing' : 'next';
      at = end.at;
    }
  }
}

interface TokenEnd {
  /** Index after the token, or of the error in it. */
  readonly at: number;
  readonly isComplete: boolean;
}

function isClosing(character: string, container: string | undefined, expected: Expected): boolean {
  if (character === ']') return container === '[' && (expected === 'first value' || expected === 'next');
  return character === '}' && container === '{' && (expected === 'first name' || expected === 'next');
}

function literalEnd(text: string, start: number): TokenEnd {
  const at = endOfMatch(LITERAL, text, start);
  return { at: at ?? start, isComplete: at !== null };
}

function stringEnd(text: string, start: number): TokenEnd {
  let at = start + 1;
  while (true) {
    at = endOfMatch(UNESCAPED, text, at) ?? at;
    if (text.charAt(at) === '"') return { at: at + 1, isComplete: true };
    const next = endOfMatch(ESCAPE, text, at);
    if (next === null) return { at, isComplete: false };
    at = next;
  }
}

/** Null without a match. */
function endOfMatch(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
