import { expect, test } from 'vitest';
import { toXml } from '../../../src/feeds/xml/xml.ts';

test.each([
  ['text is escaped', { title: 'a < b & "c"' }, '<title>a &lt; b &amp; "c"</title>'],
  [
    'attributes are escaped, quotes included',
    { link: { '@href': `a?b&c<"d'` } },
    '<link href="a?b&amp;c&lt;&quot;d&apos;"/>',
  ],
  ['white space in an attribute is a space', { link: { '@title': 'a\tb\r\nc' } }, '<link title="a b c"/>'],
  [
    'white space in text stays',
    { title: { '@type': 'text', '#text': ' a\n b ' } },
    '<title type="text"> a\n b </title>',
  ],
  [
    'an attribute that says true keeps its value',
    { category: { '@term': 'true' } },
    '<category term="true"/>',
  ],
  ['numbers are written as they are', { enclosure: { '@length': 0 } }, '<enclosure length="0"/>'],
  ['digits stay text', { guid: '0012' }, '<guid>0012</guid>'],
  ['what is undefined is left out', { a: undefined, b: { '@c': undefined, d: undefined } }, '<b/>'],
  [
    'lists repeat the element, empty ones leave it out',
    { a: [{ '@n': 1 }, { '@n': 2 }], b: [] },
    '<a n="1"/><a n="2"/>',
  ],
])('%s', (_outcome, parent, expected) => {
  expect(toXml(parent)).toBe(expected);
});
