import fc from 'fast-check';

export const BIDI_CONTROLS = '\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069';

/** Text with many controls and few lines. */
export const MARKED = fc
  .array(fc.constantFrom(...BIDI_CONTROLS, 'a', 'ש', ' ', '\n'), { maxLength: 40 })
  .map((characters) => characters.join(''));

/** Removes what is closed until nothing changes: slower than the rule under test, and written otherwise. */
export function isBalanced(line: string): boolean {
  let rest = line.replace(/[^\u202A-\u202E\u2066-\u2069]/g, '');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/[\u202A\u202B\u202D\u202E]\u202C|[\u2066-\u2068]\u2069/g, '');
  }
  return rest === '';
}
