import { describe, expect, test } from 'vitest';
import { attributeOf, childNamed, parseXml, textOf, type XmlElement } from '../../src/imports/xml.ts';
import { XML_LIMITS } from '../../src/imports/xml-guard.ts';

function root(text: string): XmlElement {
  const parsed = parseXml(text);
  if (!parsed.ok) throw new Error(`${parsed.refusal.code} at ${parsed.refusal.where}`);
  return parsed.value;
}

const element = (name: string, children: XmlElement['children'] = []): XmlElement => ({
  name,
  namespace: '',
  attributes: [],
  children,
});

describe('text is read as written', () => {
  test.each([
    ['white space, in its order', '<a> x\n<b>\t</b> y </a>', ' x\n\t y '],
    ['line ends, as LF', '<a>x\r\ny\rz</a>', 'x\ny\nz'],
    ['numbers, as written', '<a>0012</a>', '0012'],
    ['booleans, as written', '<a>true</a>', 'true'],
    ['CDATA, without decoding references', '<a>&lt;<![CDATA[<b>&amp;]]>&gt;</a>', '<<b>&amp;>'],
    ['CDATA of spaces', '<a><![CDATA[  ]]></a>', '  '],
    ['CDATA side by side', '<a><![CDATA[]]]]><![CDATA[>]]></a>', ']]>'],
    ['references, once', '<a>&amp;lt; &#38;amp; &#x3C;</a>', '&lt; &amp; <'],
    ['entities that HTML has', '<a>&auml;&nbsp;&euro;&hellip;&Aring;</a>', 'ä\u00A0€…Å'],
    [
      'an unknown entity, as written',
      '<a>&company; &__proto__; &constructor;</a>',
      '&company; &__proto__; &constructor;',
    ],
    ['a reference to windows-1252, as feed readers do', '<a>&#150;&#x80;</a>', '–€'],
    [
      'a reference to an invalid character, as U+FFFD',
      '<a>&#0;&#xD800;&#x110000;&#99999999999;</a>',
      '\uFFFD\uFFFD\uFFFD\uFFFD',
    ],
    ['characters beyond the first plane', '<a>&#128674;🚢</a>', '🚢🚢'],
    ['no comments', '<a>x<!-- <b> & "y" -->z</a>', 'xz'],
    ['no processing instructions, even with quotes', '<a>x<?php echo "<b> ?>z</a>', 'xz'],
    ['a comment before the root', '<!-- > --><?x y?>\n<a>z</a><!-- end -->\n', 'z'],
    ['a byte order mark before the root', '\uFEFF<a>z</a>', 'z'],
    ['an empty line before the declaration', '\n <?xml version="1.0"?><a>z</a>', 'z'],
    ['a bare DOCTYPE', '<!DOCTYPE rss><a>z</a>', 'z'],
    [
      'a DOCTYPE with an external identifier, which is not fetched',
      '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">\n<a>z</a>',
      'z',
    ],
    ['a DOCTYPE with a system identifier', "<!doctype html SYSTEM 'about:legacy-compat' ><a>z</a>", 'z'],
    ['`>` and `]]>` in text', '<a>1 > 0 ]]></a>', '1 > 0 ]]>'],
  ])('%s', (_name, text, expected) => {
    expect(textOf(root(text))).toBe(expected);
  });
});

test('children keep their order between text', () => {
  expect(root('<a>1<b/>2<c>3</c><b>4</b></a>')).toEqual(
    element('a', ['1', element('b'), '2', element('c', ['3']), element('b', ['4'])]),
  );
});

test('names with a meaning in JavaScript or the parser are ordinary names', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '_text', 'xml'];
  const read = root(`<r>${names.map((name) => `<${name} ${name}="v">x</${name}><${name}/>`).join('')}</r>`);
  expect(read.children.map((child) => (typeof child === 'string' ? child : child.name))).toEqual(
    names.flatMap((name) => [name, name]),
  );
  for (const name of names) {
    const child = childNamed(read, '', name);
    expect([child?.children, child && attributeOf(child, name)]).toEqual([['x'], 'v']);
  }
  expect({}).not.toHaveProperty('x');
});

describe('namespaces', () => {
  test.each([
    ['the default namespace applies to elements, not to attributes', '<a xmlns="urn:1" b="c"/>', 'urn:1', ''],
    ['a prefix is looked up', '<p:a xmlns:p="urn:1" p:b="c"/>', 'urn:1', 'urn:1'],
    ['a prefix may be declared after its use', '<p:a p:b="c" xmlns:p="urn:1"/>', 'urn:1', 'urn:1'],
    ['xml needs no declaration', '<a xml:b="c"/>', '', 'http://www.w3.org/XML/1998/namespace'],
    [
      'a conventional prefix may be undeclared',
      '<dc:a dc:b="c"/>',
      'http://purl.org/dc/elements/1.1/',
      'http://purl.org/dc/elements/1.1/',
    ],
    [
      'any other undeclared prefix has a namespace of its own',
      '<p:a p:b="c"/>',
      'undeclared:p',
      'undeclared:p',
    ],
    [
      'Media RSS is recognized without the final slash',
      '<m:a xmlns:m="http://search.yahoo.com/mrss" m:b="c"/>',
      'http://search.yahoo.com/mrss/',
      'http://search.yahoo.com/mrss/',
    ],
  ])('%s', (_name, text, namespace, ofAttribute) => {
    expect(root(text)).toEqual({
      name: 'a',
      namespace,
      attributes: [{ name: 'b', namespace: ofAttribute, value: 'c' }],
      children: [],
    });
  });

  test('an inner declaration applies to its element only', () => {
    const read = root('<a xmlns="urn:1"><b xmlns="urn:2"><c/></b><d/></a>');
    expect(childNamed(read, 'urn:1', 'd')).toBeDefined();
    const inner = childNamed(read, 'urn:2', 'b');
    expect(inner && childNamed(inner, 'urn:2', 'c')).toBeDefined();
  });
});

test('white space in an attribute becomes spaces unless it is a reference', () => {
  expect(attributeOf(root('<a b="x\n\ty&#10;&quot;\'&amp;amp;"/>'), 'b')).toBe('x  y\n"\'&amp;');
});

describe('a document is refused', () => {
  test.each([
    ['that is empty', '', { code: 'empty' }],
    ['that is white space', '\uFEFF \n', { code: 'empty' }],
    ['that is text', 'hello', { code: 'not-well-formed', where: '1:1' }],
    ['that ends in an element', '<a>\n  <b>x', { code: 'not-well-formed', where: '2:3' }],
    ['that ends in a tag', '<a>\n<b c="d"', { code: 'not-well-formed', where: '2:1' }],
    ['that ends in a comment', '<a>\n<!-- x </a>', { code: 'not-well-formed', where: '2:1' }],
    ['that ends in CDATA', '<a><![CDATA[ x </a>', { code: 'not-well-formed', where: '1:4' }],
    ['that ends in an instruction', '<a/>\n <?x y>', { code: 'not-well-formed', where: '2:2' }],
    ['whose tags overlap', '<a>\n<b></a></b>', { code: 'not-well-formed', where: '2:4' }],
    ['with an extra end tag', '<a></a></b>', { code: 'not-well-formed', where: '1:8' }],
    ['with two roots', '<a></a><b></b>', { code: 'not-well-formed' }],
    ['with two roots, the second empty', '<a></a><b/>', { code: 'not-well-formed', where: '1:8' }],
    ['with text after its root', '<a></a> x', { code: 'not-well-formed', where: '1:9' }],
    ['with a bare ampersand', '<a>\n R & D</a>', { code: 'not-well-formed', where: '2:4' }],
    [
      'with a missing quote, at the start of the tag',
      '<a><b c="x>y</b><d e="f"/></a>',
      { code: 'not-well-formed', where: '1:4' },
    ],
    ['with an attribute that has no value', '<a b/>', { code: 'not-well-formed', where: '1:4' }],
    ['with an attribute twice', '<a b="1" b="2"/>', { code: 'not-well-formed', where: '1:10' }],
    ['with a name that is none', '<a><1/></a>', { code: 'not-well-formed' }],
    ['with an open tag in a tag', '<a <b/>>', { code: 'not-well-formed', where: '1:1' }],
    ['in JSON', '{"a": "<b></b>"}', { code: 'not-well-formed', where: '1:1' }],
    [
      'with an internal subset',
      '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
      { code: 'doctype', where: '1:1' },
    ],
    ['with an empty internal subset', '<!DOCTYPE a []><a/>', { code: 'doctype', where: '1:1' }],
    [
      'with an external entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      { code: 'doctype', where: '1:1' },
    ],
    [
      'with entities of entities',
      `<!DOCTYPE a [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "&a${n};&a${n};">`).join('')}]><a>&a30;</a>`,
      { code: 'doctype', where: '1:1' },
    ],
    [
      'with parameter entities',
      '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://x.example/y"> %x;]><a/>',
      { code: 'doctype', where: '1:1' },
    ],
    [
      'with a subset behind an identifier',
      '<!DOCTYPE a SYSTEM "b" [<!ENTITY c "d">]><a/>',
      { code: 'doctype', where: '1:1' },
    ],
    ['with a second DOCTYPE', '<!DOCTYPE a><!DOCTYPE a><a/>', { code: 'doctype', where: '1:13' }],
    [
      'with a DOCTYPE inside',
      '<a>\n<!DOCTYPE b [<!ENTITY x "y">]>&x;</a>',
      { code: 'doctype', where: '2:1' },
    ],
    ['with an entity declaration inside', '<a><!ENTITY x "y">&x;</a>', { code: 'doctype', where: '1:4' }],
    ['with another declaration inside', '<a><!x></a>', { code: 'not-well-formed', where: '1:4' }],
  ])('%s', (_name, text, refusal) => {
    expect(parseXml(text)).toMatchObject({ ok: false, refusal });
  });
});

describe('limits', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);

  test('the maximum depth is read', () => {
    expect(parseXml(nested(XML_LIMITS.depth)).ok).toBe(true);
  });

  test('one level more is refused at its position', () => {
    expect(parseXml(nested(XML_LIMITS.depth + 1))).toEqual({
      ok: false,
      refusal: { code: 'too-deep', where: `1:${3 * XML_LIMITS.depth + 1}` },
    });
  });

  test('the number of attributes of an element is limited', () => {
    const tag = (count: number) => `<a ${Array.from({ length: count }, (_, n) => `b${n}=""`).join(' ')}/>`;
    expect(parseXml(tag(XML_LIMITS.attributes)).ok).toBe(true);
    expect(parseXml(tag(XML_LIMITS.attributes + 1))).toMatchObject({ refusal: { code: 'too-large' } });
  });

  test('elements and attributes are counted together', () => {
    const document = `<r>${'<a b=""/>'.repeat(XML_LIMITS.nodes / 2)}</r>`;
    expect(parseXml(document)).toMatchObject({ refusal: { code: 'too-large' } });
  });
});

const MANY = 300_000;

/** Milliseconds. In linear time a case takes less than a second, in quadratic time minutes. */
const TIMEOUT = 20_000;

describe('a hostile document does not stall', () => {
  test.each<[string, () => string, boolean]>([
    ['escaped tags that never close', () => `<r>${'&lt;a'.repeat(MANY)}</r>`, true],
    ['open tags without end', () => '<a '.repeat(MANY), false],
    ['elements without end', () => '<a>'.repeat(MANY), false],
    ['ends of CDATA', () => `<r>${']]>'.repeat(MANY)}</r>`, true],
    ['CDATA after CDATA', () => `<r>${'<![CDATA[a]]>'.repeat(MANY)}</r>`, true],
    ['open comments', () => `<r>${'<!-- '.repeat(MANY)}</r>`, false],
    ['comments', () => `<r>${'<!---->'.repeat(MANY)}</r>`, true],
    ['instructions', () => `<r>${'<?a b?>'.repeat(MANY)}</r>`, true],
    ['an instruction of spaces', () => `<?a ${' '.repeat(MANY)}?><r/>`, true],
    ['a tag of spaces', () => `<r ${' '.repeat(MANY)}/>`, true],
    ['spaces around an equals sign', () => `<r a${' '.repeat(MANY)}=${' '.repeat(MANY)}"b"/>`, true],
    ['a tag of equals signs', () => `<r ${'= '.repeat(MANY)}b/>`, false],
    ['a tag of quotes', () => `<r ${'"'.repeat(MANY)}/>`, false],
    ['a very long name', () => `<${'a'.repeat(MANY)}/>`, true],
    ['a very long attribute name', () => `<r ${'a'.repeat(MANY)}="b"/>`, true],
    ['a reference of digits', () => `<r>&#${'1'.repeat(MANY)};</r>`, true],
    ['ampersands', () => `<r>${'&'.repeat(MANY)}</r>`, false],
    ['a DOCTYPE of spaces', () => `<!DOCTYPE a ${' '.repeat(MANY)}"`, false],
    ['a DOCTYPE of identifiers', () => `<!DOCTYPE a PUBLIC ${'"b" '.repeat(MANY)}><r/>`, false],
    ['lines before a fault', () => `<r>${'\n'.repeat(MANY)}</x>`, false],
    [
      'a thousand prefixes over thousands of declarations',
      () =>
        `<r ${Array.from({ length: 999 }, (_, n) => `xmlns:p${n}="u"`).join(' ')}>${'<p1:a xmlns:q="v"/>'.repeat(MANY / 10)}</r>`,
      true,
    ],
  ])(
    '%s',
    (_name, make, ok) => {
      expect(parseXml(make()).ok).toBe(ok);
    },
    TIMEOUT,
  );
});
