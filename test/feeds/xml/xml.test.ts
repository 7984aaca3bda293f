import fc from 'fast-check';
import { XMLBuilder } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { toXml, type XmlElement } from '../../../src/feeds/xml/xml.ts';
import { escapeText, xmlText } from '../../../src/feeds/xml/xml-text.ts';

test.each([
  ['text is escaped', { title: 'a < b & "c"' }, '<title>a &lt; b &amp; "c"</title>'],
  [
    'attributes are escaped, quotes included',
    { link: { '@href': `a?b&c<"d'` } },
    '<link href="a?b&amp;c&lt;&quot;d&apos;"/>',
  ],
  ['white space in an attribute is a space', { link: { '@title': 'a\tb\r\nc' } }, '<link title="a b c"/>'],
  [
    'white space in text is kept',
    { title: { '@type': 'text', '#text': ' a\n b ' } },
    '<title type="text"> a\n b </title>',
  ],
  ['an attribute with the value true keeps it', { category: { '@term': 'true' } }, '<category term="true"/>'],
  ['numbers are written unchanged', { enclosure: { '@length': 0 } }, '<enclosure length="0"/>'],
  ['digits remain text', { guid: '0012' }, '<guid>0012</guid>'],
  ['undefined members are left out', { a: undefined, b: { '@c': undefined, d: undefined } }, '<b/>'],
  [
    'lists repeat the element, empty ones leave it out',
    { a: [{ '@n': 1 }, { '@n': 2 }], b: [] },
    '<a n="1"/><a n="2"/>',
  ],
])('%s', (_outcome, parent, expected) => {
  expect(toXml(parent)).toBe(expected);
});

/** Earlier versions rendered feeds with this library, so the output must not differ. */
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  processEntities: false,
  tagValueProcessor: (_name, value) => escapeText(xmlText(String(value))),
  attributeValueProcessor: (_name, value) => escapeText(xmlText(String(value))).replace(/[\t\n]/g, ' '),
});

const text = fc.string({ unit: 'binary' });
const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc
    .record(
      {
        '@href': fc.oneof(text, fc.integer()),
        '@term': text,
        '#text': fc.oneof(text, fc.integer()),
        title: text,
        entry: fc.array(tie('element'), { maxLength: 3 }),
        link: tie('element'),
      },
      { requiredKeys: [] },
    )
    .map((members) => ({ ...members })),
}));

test('any element is written as by fast-xml-parser', () => {
  fc.assert(
    fc.property(element, (child) => {
      expect(toXml({ feed: child })).toBe(builder.build({ feed: child }));
    }),
  );
});
