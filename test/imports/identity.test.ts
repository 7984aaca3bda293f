import { describe, expect, it } from 'vitest';
import { digest } from '../../src/imports/digest.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import { contentHash, sourceId, sourceOf } from '../../src/imports/identity.ts';
import { itemOf } from './reading.ts';

describe('the digest', () => {
  // From the reference implementation.
  it.each([
    ['', '00000000000000000000000000000000'],
    ['a', 'a794933c5556b01b5556b01b5556b01b'],
    ['I will not buy this record, it is scratched.', 'a0a9683b25ac5e40d9af2895890dddf5'],
    ['hello, world: twenty-one', 'f497633c6354be5eb0186b486a2fb154'],
  ])('of %j is that of MurmurHash3', (text, expected) => {
    expect(digest(text)).toBe(expected);
  });

  it('tells 50,000 like texts apart', () => {
    const digests = Array.from({ length: 50_000 }, (_, number) => digest(`tiedote-${number}`));
    expect(new Set(digests).size).toBe(50_000);
  });
});

describe('the identity of an item', () => {
  it.each([
    ['its own id, white space aside', [' a\n', 'https://a.example/'], 'a'],
    ['else its link', ['', 'https://a.example/'], 'https://a.example/'],
    ['else the link of one without', [null, 'https://a.example/'], 'https://a.example/'],
  ])('is %s', (_name, [id = null, link = null], expected) => {
    expect(sourceId(id, link, ['x'])).toBe(expected);
  });

  it('is what it says where it has neither, the same again for the same', () => {
    const [one, same, other] = [
      ['a', 'b'],
      ['a', 'b'],
      ['ab', ''],
    ].map((said) => sourceId(null, null, said));
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  it.each([
    ['javascript:alert(1)', { id: 'a' }],
    ['/polku', { id: 'a' }],
    [`https://a.example/${'x'.repeat(2000)}`, { id: 'a' }],
    [' https://a.example/1 ', { id: 'a', url: 'https://a.example/1' }],
  ])('has no address that is none of the web: %.40s', (url, source) => {
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

  it('is the same wherever in whichever document the item stands, and whenever it is dated', () => {
    const again = { ...item, index: 7, publishAt: null, updatedAt: 5, related: [], source: { id: 'b' } };
    expect(contentHash(again)).toBe(hash);
  });
});
