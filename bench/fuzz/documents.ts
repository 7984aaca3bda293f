import { gzipSync } from 'node:zlib';
import type { Dice } from '../seeded-random.ts';
import { anyText, anyValue, anyXml } from './texts.ts';

/** A foreign document to import: mostly one that can be read. */
export function anyDocument(dice: Dice): Buffer {
  const bytes = Buffer.from(documentText(dice));
  if (dice.isIn(0.1)) return gzipSync(bytes);
  return dice.isIn(0.1) ? bytes.subarray(0, dice.below(bytes.length)) : bytes;
}

function documentText(dice: Dice): string {
  const item = `<item><title>${anyXml(dice)}</title><guid>${dice.below(50)}</guid><description>${anyXml(dice)}</description><pubDate>${dice.of(['Tue, 10 Mar 2026 10:00:00 +0200', 'x', ''])}</pubDate></item>`;
  const deep = dice.below(3000);
  return dice.of([
    `<rss version="2.0"><channel><title>x</title><language>fi</language>${item.repeat(dice.below(20))}</channel></rss>`,
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><entry><title>${anyXml(dice)}</title><id>${dice.below(9)}</id></entry></feed>`,
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      language: 'fi',
      items: [anyValue(dice, 3), { id: '1', title: anyText(dice), content_html: '<p>x' }],
    }),
    JSON.stringify({ releases: [{ id: dice.below(9), date: '2026-03-10', versions: anyValue(dice, 3) }] }),
    `${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}`,
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>${item}&b;</channel></rss>`,
    // More than what is read at once: these go to a thread.
    ...(dice.isIn(0.02)
      ? [`<rss version="2.0"><channel><language>fi</language>${'<x/>'.repeat(50_000)}${item}</channel></rss>`]
      : []),
  ]);
}
