import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHtmlSource, toLines, toOneLine } from '../../src/domain/text.ts';
import type { Entry } from '../../src/feeds/entry.ts';
import { renderFeed } from '../../src/feeds/formats/render-feed.ts';
import { ferry, head, library } from '../feeds/formats/samples.ts';
import { isRefused, onlyItem, readFeed, variantOf } from './feeds.ts';

/** The item that another Kaiku reads from an entry. */
function expectedItem(entry: Entry) {
  const { id, url, language, title, lead, body, keywords, publishedAt, updatedAt } = entry;
  return {
    source: { id, url },
    type: 'release',
    publishAt: publishedAt,
    updatedAt: updatedAt > publishedAt ? updatedAt : null,
    variants: { [language]: { title, lead, body, keywords } },
    sourceLanguage: language,
    contacts: [],
    media: entry.media,
    links: [],
    related: entry.variants.map((variant) => ({ language: variant.language, url: variant.url })),
  };
}

describe.each(['rss', 'atom'] as const)('a feed of Kaiku in %s', (format) => {
  test('is read as it was written', () => {
    const { items } = readFeed(renderFeed(format, head, [ferry, library]));
    expect(items).toEqual([
      { index: 0, ...expectedItem(ferry) },
      { index: 1, ...expectedItem(library) },
    ]);
  });

  test('has no items for withdrawn releases', () => {
    expect(head.tombstones).not.toEqual([]);
    expect(readFeed(renderFeed(format, head, [])).items).toEqual([]);
  });

  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ']]>',
          '<![CDATA[',
          '&amp;',
          '&auml;',
          '&#60;',
          '<b>',
          '</p>',
          '<!--',
          '<x>',
          '"',
          '\n',
          '<?',
        ),
        fc.string({ unit: 'grapheme', maxLength: 5 }),
      ),
      { maxLength: 10 },
    )
    .map((parts) => parts.join(''));

  test('keeps any text', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.option(hostile), (title, lead, body) => {
        const entry = {
          ...ferry,
          title: toOneLine(`x${title}x`),
          lead: toLines(lead),
          body: body === null ? '' : toHtmlSource(`<p>${body}</p>`),
        };
        const variant = variantOf(onlyItem(renderFeed(format, head, [entry])));
        expect(variant).toMatchObject({ title: entry.title, lead: entry.lead, body: entry.body });
      }),
      { numRuns: 500 },
    );
  });

  test('keeps all texts of a medium', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (alt, caption, credit) => {
        const texts = { alt: toOneLine(alt), caption: toLines(caption), credit: toOneLine(credit) };
        const medium = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
        const media = [{ url: 'https://media.example/a?b&c', ...medium }];
        expect(onlyItem(renderFeed(format, head, [{ ...ferry, media }])).media).toEqual(media);
      }),
      { numRuns: 300 },
    );
  });
});

test('ten thousand entries are read', () => {
  const entries = Array.from({ length: 10_000 }, (_, n) => ({ ...ferry, id: `${ferry.id}/${n}` }));
  const { items } = readFeed(renderFeed('rss', head, entries));
  expect(items.filter((item) => !isRefused(item))).toHaveLength(10_000);
}, 60_000);
