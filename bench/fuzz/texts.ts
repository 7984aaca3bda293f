import type { SeededRandom } from '../seeded-random.ts';

export function anyText(random: SeededRandom): string {
  return random.pick([
    ...['Satama avautuu', 'ä', '', ' ', '\u0000', '\ud800', ']]>', '&#1;', '<script>', '__proto__'],
    ...['constructor', '\u202e', '\n\r\t', '{{x}}', '$t(a)', '%s', "' OR 1=1 --", 'İıſK', '/', '..'],
    ...[
      'a'.repeat(random.below(3000)),
      '😀'.repeat(random.below(50)),
      String.fromCodePoint(random.below(0xd7ff)),
    ],
    ...[anyWord(random), anyWord(random), anyWord(random)],
  ]);
}

/** One of a million words, so that a cache by words would grow. */
export function anyWord(random: SeededRandom): string {
  return `sana${random.below(1_000_000).toString(36)}`;
}

export function anyXml(random: SeededRandom): string {
  return random.pick([
    ...[anyText(random), '<b>x', '&amp;lt;', '&#x0;', '&nope;', '<![CDATA[x]]>'],
    ...['<a href="javascript:x">y</a>', '<p>Meri</p>', `<p>${anyWord(random)}</p>`],
  ]);
}

export function anyValue(random: SeededRandom, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 6);
  if (kind === 6) return Array.from({ length: random.below(5) }, () => anyValue(random, depth - 1));
  if (kind === 7)
    return Object.fromEntries(
      Array.from({ length: random.below(5) }, () => [anyText(random), anyValue(random, depth - 1)]),
    );
  return random.pick<unknown>([null, true, -1, 1e308, anyText(random), '', [], {}, '__proto__', 0.1]);
}

export function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
