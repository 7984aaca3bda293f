import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REFUSAL_CODES } from '../../src/base/refusal.ts';
import { renderFeed } from '../../src/feeds/formats/render-feed.ts';
import { parseXml } from '../../src/imports/xml.ts';
import { ferry, head, library } from '../feeds/formats/samples.ts';
import { fetched, readFeed } from './feeds.ts';

/** Inserted into a document, or in place of a part of it. */
const PIECES = [
  ...[
    '<',
    '>',
    '"',
    "'",
    '&',
    ';',
    '&#0;',
    '&#xD800;',
    '&lt;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '/>',
  ],
  ...[
    '<!DOCTYPE x>',
    '<!ENTITY',
    '</item>',
    '<item>',
    '<entry>',
    '</entry>',
    '<title/>',
    '<a b="c">',
    '</a>',
    'xml:lang="x"',
  ],
  ...[
    'xml:base="http://["',
    'xmlns=""',
    'xmlns:media="x"',
    '__proto__',
    'constructor',
    '\u0000',
    '\uD800',
    '\uFFFF',
    '\r',
    ' ',
  ],
];

const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 }));

const DOCUMENTS = [renderFeed('rss', head, [ferry, library]), renderFeed('atom', head, [ferry, library])];

/** A feed with some characters replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(...DOCUMENTS),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), piece), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([document, changes]) =>
    changes.reduce((text, [position, length, inserted]) => {
      const at = Math.floor(position * text.length);
      return text.slice(0, at) + inserted + text.slice(at + length);
    }, document),
  );

const built = fc
  .array(piece, { maxLength: 30 })
  .map((pieces) => `<rss><channel><item>${pieces.join('')}</item></channel></rss>`);

const NAMES = [
  ...[
    'title',
    'link',
    'guid',
    'description',
    'content:encoded',
    'category',
    'author',
    'pubDate',
    'enclosure',
    'source',
  ],
  ...[
    'summary',
    'content',
    'id',
    'updated',
    'published',
    'xhtml:div',
    'body',
    'dc:language',
    'dc:creator',
    'dc:date',
  ],
  ...[
    'atom:link',
    'atom:updated',
    'media:content',
    'media:group',
    'media:thumbnail',
    'media:credit',
    'p',
    'pre',
    '__proto__',
  ],
];

const ATTRIBUTES = [
  ...[
    'type="xhtml"',
    'type="html"',
    'type="image/png"',
    'mode="escaped"',
    'src="//["',
    'url="https://m.example/a"',
    'url="  "',
  ],
  ...[
    'href="https://a.example/"',
    'href="&#0;"',
    'rel="related"',
    'rel="enclosure"',
    'hreflang="sv"',
    'hreflang="-"',
  ],
  ...[
    'xml:lang="sv"',
    'xml:lang="tlh"',
    'xml:base="http://["',
    'xml:base="//b.example"',
    'isPermaLink="FALSE"',
    'length="1e9"',
  ],
  ...[
    'fileSize="-1"',
    'isDefault="true"',
    'xmlns="http://www.w3.org/1999/xhtml"',
    'xmlns="http://purl.org/atom/ns#"',
    'term="\u0000"',
  ],
];

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '&lt;p&gt;',
    '&lt;a href="x"&gt;',
    '&#xD800;',
    '2025-07-03',
    'eilen',
    'a@b.example (C)',
    '://',
    'https://',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }).map((any) => any.replace(/[<&]/g, '')),
);

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.uniqueArray(fc.constantFrom(...ATTRIBUTES), {
        maxLength: 4,
        selector: (written) => written.split('=')[0],
      }),
      fc.oneof(
        { maxDepth: 4 },
        text,
        fc.array(fc.oneof(text, tie('element')), { maxLength: 4 }).map((parts) => parts.join('')),
      ),
    )
    .map(([name, attributes, inside]) => `<${[name, ...attributes].join(' ')}>${inside}</${name}>`),
}));

describe('any document', () => {
  test.each([
    ['a damaged feed', damaged],
    ['random pieces', built],
    ['random pieces without a root', fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))],
  ])(
    '%s is read or refused with code and position',
    (_name, documents) => {
      fc.assert(
        fc.property(documents, (text) => {
          const parsed = parseXml(text);
          if (parsed.ok) return;
          expect(REFUSAL_CODES).toContain(parsed.refusal.code);
          expect(parsed.refusal.where ?? '1:1').toMatch(/^[1-9]\d*:[1-9]\d*$/);
        }),
        { numRuns: 500 },
      );
    },
    20_000,
  );

  test('a well-formed document gives items or refusals', () => {
    fc.assert(
      fc.property(fc.constantFrom('rss', 'feed'), fc.array(element, { maxLength: 12 }), (root, children) => {
        const inside = children.join('');
        const xml =
          root === 'feed'
            ? `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>${inside}</entry></feed>`
            : `<rss><channel><item><title>A</title>${inside}</item></channel></rss>`;
        const { items } = readFeed(xml, fetched);
        expect(items.length).toBeGreaterThan(0);
        for (const item of items) {
          expect('refusal' in item ? REFUSAL_CODES.includes(item.refusal.code) : item.source.id !== '').toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
  }, 20_000);
});
