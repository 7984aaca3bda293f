import { gzipSync } from 'node:zlib';
import type { SeededRandom } from '../seeded-random.ts';
import { anyText, anyValue, anyXml } from './texts.ts';

/** A document to import; most can be read. */
export function anyDocument(random: SeededRandom): Buffer {
  const bytes = Buffer.from(documentText(random));
  if (random.chance(0.1)) return gzipSync(bytes);
  return random.chance(0.1) ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

function documentText(random: SeededRandom): string {
  const item = `<item><title>${anyXml(random)}</title><guid>${random.below(50)}</guid><description>${anyXml(random)}</description><pubDate>${random.pick(['Tue, 10 Mar 2026 10:00:00 +0200', 'x', ''])}</pubDate></item>`;
  const deep = random.below(3000);
  return random.pick([
    `<rss version="2.0"><channel><title>x</title><language>fi</language>${item.repeat(random.below(20))}</channel></rss>`,
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><entry><title>${anyXml(random)}</title><id>${random.below(9)}</id></entry></feed>`,
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      language: 'fi',
      items: [anyValue(random, 3), { id: '1', title: anyText(random), content_html: '<p>x' }],
    }),
    JSON.stringify({
      releases: [{ id: random.below(9), date: '2026-03-10', versions: anyValue(random, 3) }],
    }),
    `${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}`,
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>${item}&b;</channel></rss>`,
    // Large enough to be read on a thread.
    ...(random.chance(0.02)
      ? [`<rss version="2.0"><channel><language>fi</language>${'<x/>'.repeat(50_000)}${item}</channel></rss>`]
      : []),
  ]);
}
