import { describe, expect, test } from 'vitest';
import { atomEntry, onlyItem, rssItem, variantOf } from '../feeds.ts';

const ITUNES = 'xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"';
const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

describe('a text that an item has in another vocabulary', () => {
  test.each([
    ['itunes:summary', `<itunes:summary ${ITUNES}>Ääni</itunes:summary>`],
    ['itunes:subtitle', `<itunes:subtitle ${ITUNES}>Ääni</itunes:subtitle>`],
    ['dc:description', '<dc:description>Ääni</dc:description>'],
    ['dcterms:abstract', '<dcterms:abstract>Ääni</dcterms:abstract>'],
    ['media:description', '<media:description>Ääni</media:description>'],
    ['media:group', '<media:group><media:description>Ääni</media:description></media:group>'],
  ])('is its summary: %s', (_name, inside) => {
    expect(variantOf(onlyItem(rssItem(`<title>A</title><description/>${inside}`))).lead).toBe('Ääni');
    expect(variantOf(onlyItem(atomEntry(`<title>A</title>${inside}`))).lead).toBe('Ääni');
  });

  test('is not taken beside a text of its own, nor from a single medium', () => {
    const own = '<title>A</title><description>Oma</description><dc:description>Muu</dc:description>';
    expect(variantOf(onlyItem(rssItem(own))).lead).toBe('Oma');
    const medium =
      '<title>A</title><media:content url="https://a.example/k.jpg"><media:description>Kuva</media:description></media:content>';
    expect(variantOf(onlyItem(rssItem(medium))).lead).toBe('');
  });

  test('is its title', () => {
    expect(variantOf(onlyItem(rssItem('<title/><media:title>Nimi</media:title>'))).title).toBe('Nimi');
  });

  test('is Atom content inside RSS', () => {
    const inside = '<title>A</title><atom:content type="html">&lt;p&gt;B&lt;/p&gt;</atom:content>';
    expect(variantOf(onlyItem(rssItem(inside))).body).toBe('<p>B</p>');
  });
});

describe('content in base64', () => {
  test.each([
    [
      'HTML of Atom 0.3',
      `<content mode="base64" type="text/html">${base64('<p>Ääni</p>')}</content>`,
      '<p>Ääni</p>',
    ],
    ['text of Atom 0.3', `<content mode="base64">${base64('Ääni')}</content>`, '<p>Ääni</p>'],
    [
      'of any type, with line ends',
      `<content type="application/octet-stream">\n${base64('<p>Ääni</p>')}\n</content>`,
      '<p>Ääni</p>',
    ],
    ['of an image', `<content mode="base64" type="image/png">${base64('<p>Ääni</p>')}</content>`, ''],
    ['that is none', '<content mode="base64" type="text/html">&lt;p&gt;</content>', ''],
  ])('is read: %s', (_name, content, body) => {
    const feed = atomEntry(`<title>A</title>${content}`).replace(
      'http://www.w3.org/2005/Atom',
      'http://purl.org/atom/ns#',
    );
    expect(variantOf(onlyItem(feed)).body).toBe(body);
  });

  test('is read in RSS where the element says so', () => {
    const inside = `<title>A</title><content:encoded encoding="base64">${base64('<p>Ääni</p>')}</content:encoded>`;
    expect(variantOf(onlyItem(rssItem(inside))).body).toBe('<p>Ääni</p>');
  });
});

test('inline elements without a type are XHTML, as in Atom 0.3 with mode xml', () => {
  const content = '<content mode="xml"><p xmlns="http://www.w3.org/1999/xhtml">B <b>C</b></p></content>';
  expect(variantOf(onlyItem(atomEntry(`<title>A</title>${content}`))).body).toBe('<p>B <b>C</b></p>');
});
