import { describe, expect, test } from 'vitest';
import { FORMATS, type Format } from '../../../src/domain/feed-name.ts';
import { FEED_FORMATS } from '../../../src/feeds/formats/formats.ts';
import { renderFeed } from '../../../src/feeds/formats/render-feed.ts';
import { emptyHead, ferry, head, library } from './samples.ts';

const swedish = {
  ...ferry,
  id: ferry.id.replace(/fi$/, 'sv'),
  language: 'sv' as const,
  title: 'Färjan Merikotka',
};

const IDS: { readonly [F in Format]: RegExp } = {
  rss: /(?<=<guid isPermaLink="false">)[^<]+/g,
  atom: /(?<=<entry [^>]+><id>)[^<]+/g,
  json: /(?<=^\{"id":")[^"]+/gm,
};

const TIMES: { readonly [F in Format]: readonly [published: string, updated: string] } = {
  rss: [
    '<pubDate>Sun, 25 Oct 2026 03:59:59 +0300</pubDate>',
    '<atom:updated>2026-10-25T03:00:00+02:00</atom:updated>',
  ],
  atom: ['<published>2026-10-25T03:59:59+03:00</published>', '<updated>2026-10-25T03:00:00+02:00</updated>'],
  json: ['"date_published":"2026-10-25T03:59:59+03:00"', '"date_modified":"2026-10-25T03:00:00+02:00"'],
};

describe.each(FORMATS)('%s', (format) => {
  test('every variant has its own id in every format', () => {
    const document = renderFeed(format, head, [ferry, swedish, library]);
    expect(document.match(IDS[format])).toEqual([ferry.id, swedish.id, library.id]);
  });

  test('the same input gives the same bytes', () => {
    const first = renderFeed(format, head, [ferry, library]);
    expect(renderFeed(format, structuredClone(head), structuredClone([ferry, library]))).toBe(first);
  });

  test('the document contains the fragments unchanged and in order', () => {
    const joined = FEED_FORMATS[format].document(head, ['«newest»', '«older»', '«oldest»']);
    expect(joined.match(/«\w+»/g)).toEqual(['«newest»', '«older»', '«oldest»']);
  });

  test('times have the offset of Helsinki at that instant', () => {
    // The last second of summer time and the first of winter time, 2026, on the same wall-clock hour.
    const entry = {
      ...ferry,
      publishedAt: Date.UTC(2026, 9, 25, 0, 59, 59),
      updatedAt: Date.UTC(2026, 9, 25, 1, 0, 0),
    };
    const [published, updated] = TIMES[format];
    const document = renderFeed(format, emptyHead, [entry]);
    expect(document).toContain(published);
    expect(document).toContain(updated);
  });
});
