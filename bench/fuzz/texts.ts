import type { Dice } from '../seeded-random.ts';

/** Words, markup and JSON with all in it that they can have. */

export function anyText(dice: Dice): string {
  return dice.of([
    ...['Satama avautuu', 'ä', '', ' ', '\u0000', '\ud800', ']]>', '&#1;', '<script>', '__proto__'],
    ...['constructor', '\u202e', '\n\r\t', '{{x}}', '$t(a)', '%s', "' OR 1=1 --", 'İıſK', '/', '..'],
    ...['a'.repeat(dice.below(3000)), '😀'.repeat(dice.below(50)), String.fromCodePoint(dice.below(0xd7ff))],
    ...[anyWord(dice), anyWord(dice), anyWord(dice)],
  ]);
}

/** One of very many, so that whatever is remembered by words has them all to remember. */
export function anyWord(dice: Dice): string {
  return `sana${dice.below(1_000_000).toString(36)}`;
}

export function anyXml(dice: Dice): string {
  return dice.of([
    ...[anyText(dice), '<b>x', '&amp;lt;', '&#x0;', '&nope;', '<![CDATA[x]]>'],
    ...['<a href="javascript:x">y</a>', '<p>Meri</p>', `<p>${anyWord(dice)}</p>`],
  ]);
}

export function anyValue(dice: Dice, depth: number): unknown {
  const kind = dice.below(depth > 0 ? 8 : 6);
  if (kind === 6) return Array.from({ length: dice.below(5) }, () => anyValue(dice, depth - 1));
  if (kind === 7)
    return Object.fromEntries(
      Array.from({ length: dice.below(5) }, () => [anyText(dice), anyValue(dice, depth - 1)]),
    );
  return dice.of<unknown>([null, true, -1, 1e308, anyText(dice), '', [], {}, '__proto__', 0.1]);
}

export function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
