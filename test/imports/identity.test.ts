import { describe, expect, it } from 'vitest';
import { digest } from '../../src/imports/digest.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import { contentHash, sourceId, sourceOf } from '../../src/imports/identity.ts';
import { itemOf } from './reading.ts';

describe('the digest', () => {
  // These values come from the reference implementation.
  it.each([
    ['', '00000000000000000000000000000000'],
    ['a', 'a794933c5556b01b5556b01b5556b01b'],
    ['I will not buy this record, it is scratched.', 'a0a9683b25ac5e40d9af2895890dddf5'],
    ['hello, world: twenty-one', 'f497633c6354be5eb0186b486a2fb154'],
  ])('of %j is that of MurmurHash3', (text, expected) => {
    expect(digest(text)).toBe(expected);
  });

  it('differs for 50,000 similar texts', () => {
    const digests = Array.from({ length: 50_000 }, (_, number) => digest(`tiedote-${number}`));
    expect(new Set(digests).size).toBe(50_000);
  });
});

describe('the identity of an item', () => {
  it.each([
    ['its own id without white space', [' a\n', 'https://a.example/'], 'a'],
    ['its link when the id is empty', ['', 'https://a.example/'], 'https://a.example/'],
    ['its link when there is no id', [null, 'https://a.example/'], 'https://a.example/'],
  ])('is %s', (_name, [id = null, link = null], expected) => {
    expect(sourceId(id, link, ['x'])).toBe(expected);
  });

  it('is a digest of its content when it has neither', () => {
    const [one, same, other] = [
      ['a', 'b'],
      ['a', 'b'],
      ['ab', ''],
    ].map((content) => sourceId(null, null, content));
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  it.each([
    ['javascript:alert(1)', { id: 'a' }],
    ['/polku', { id: 'a' }],
    [`https://a.example/${'x'.repeat(2000)}`, { id: 'a' }],
    [' https://a.example/1 ', { id: 'a', url: 'https://a.example/1' }],
  ])('has only HTTP URLs: %.40s', (url, source) => {
    expect(sourceOf('a', url, ' ')).toEqual(source);
  });
});

describe('the content hash', () => {
  const item = itemOf({
    items: [
      {
        id: 'a',
        url: 'https://a.example/1',
        title: 'T',
        summary: 'L',
        content_html: '<p>B</p>',
        tags: ['k'],
        image: 'https://a.example/k.jpg',
        date_published: '2025-11-12',
      },
    ],
  });
  const { fi } = item.variants;
  const hash = contentHash(item);

  it.each<[string, Partial<ImportItem>]>([
    ['a title', { variants: { fi: { title: 'T2', lead: 'L', body: '<p>B</p>', keywords: ['k'] } } }],
    ['a keyword', { variants: { fi: { title: 'T', lead: 'L', body: '<p>B</p>', keywords: ['k', 'k2'] } } }],
    ['a language', { variants: fi === undefined ? {} : { sv: fi } }],
    ['a contact', { contacts: [{ name: 'A' }] }],
    ['a picture', { media: [{ url: 'https://a.example/k.jpg', caption: 'C' }] }],
    ['a link', { links: [{ url: 'https://a.example/2' }] }],
    ['the type', { type: 'bulletin' }],
  ])('differs with %s', (_name, change) => {
    expect(contentHash({ ...item, ...change })).not.toBe(hash);
  });

  it('does not depend on the position, the id or the dates', () => {
    const again = { ...item, index: 7, publishAt: null, updatedAt: 5, related: [], source: { id: 'b' } };
    expect(contentHash(again)).toBe(hash);
  });
});
