import { expect } from 'vitest';
import { languagesOf } from '../../src/base/locale/language.ts';
import type {
  ImportContext,
  ImportDocument,
  ImportItem,
  ImportVariant,
  RefusedItem,
} from '../../src/imports/document.ts';
import { readAtom } from '../../src/imports/formats/atom.ts';
import { readRss } from '../../src/imports/formats/rss.ts';
import { parseXml } from '../../src/imports/xml.ts';

/** A document in a request body, for a newsroom with English as default language and no website. */
export const handedIn: ImportContext = {
  contentType: null,
  contentLanguage: null,
  url: null,
  website: null,
  defaultLanguage: 'en',
};

export const fetched: ImportContext = { ...handedIn, url: 'https://saari.example/tiedotteet/syote.xml' };

export function readFeed(xml: string, context: ImportContext = handedIn): ImportDocument {
  const parsed = parseXml(xml);
  if (!parsed.ok) throw new Error(`${parsed.refusal.code} at ${parsed.refusal.where}`);
  return ['feed', 'entry'].includes(parsed.value.name)
    ? readAtom(parsed.value, context)
    : readRss(parsed.value, context);
}

/** Fails unless the document has exactly one item. */
export function onlyItem(xml: string, context?: ImportContext): ImportItem {
  const { items } = readFeed(xml, context);
  expect(items).toHaveLength(1);
  const [item] = items;
  if (item === undefined || isRefused(item)) throw new Error(`refused: ${item?.refusal.code}`);
  return item;
}

/** The only variant, with its language. */
export function variantOf(item: ImportItem): ImportVariant & { readonly language: string } {
  const [language, ...others] = languagesOf(item.variants);
  const variant = language === undefined ? undefined : item.variants[language];
  expect(others).toEqual([]);
  if (language === undefined || variant === undefined) throw new Error('no variant');
  return { language, ...variant };
}

export function isRefused(item: ImportItem | RefusedItem): item is RefusedItem {
  return 'refusal' in item;
}

/** RSS 2.0 with one item and the modules declared. */
export function rssItem(inside: string, channel = ''): string {
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:media="http://search.yahoo.com/mrss/"><channel>${channel}<item>${inside}</item></channel></rss>`;
}

/** Atom 1.0 with one entry. */
export function atomEntry(inside: string, attributes = '', feed = ''): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}>${feed}<entry>${inside}</entry></feed>`;
}
