import { LANGUAGES, type Language, languagesOf } from '../base/locale/language.ts';
import type { ImportDocument, ImportItem, RefusedItem } from './document.ts';
import { languageOf } from './languages.ts';
import { inLanguage, together } from './shared-content.ts';

/** Variants of one release are seldom published further apart. */
const TOGETHER = 2 * 24 * 60 * 60 * 1000;

/** A language at the end of an id (`…/42/fi`, `…-sv`, `…:en`), as a part of its path, or in its query. */
const AT_END = /^(.+?)[-_:/](fi|sv|en)\/?$/i;
const IN_PATH = /^(https?:\/\/[^/?#]+)\/(fi|sv|en)(\/[^?#]+)$/i;
const IN_QUERY = /^([^?]+\?(?:[^#]*&)?)(?:lang|language|locale)=(fi|sv|en)(?=&|$)(.*)$/i;

/**
 * The id of an item's source without the language that it names, which the variants of one release share. Null without
 * one, and where it names another language than the text is in, which tells nothing.
 */
export function familyOf({ source, variants }: Pick<ImportItem, 'source' | 'variants'>): string | null {
  const named = familyIn(source.id);
  return named !== null && variants[named.language] !== undefined ? named.family : null;
}

function familyIn(id: string): { readonly family: string; readonly language: Language } | null {
  for (const form of [IN_QUERY, IN_PATH, AT_END]) {
    const [, before, tag, after = ''] = form.exec(id) ?? [];
    const language = tag === undefined ? null : languageOf(tag.toLowerCase());
    if (before !== undefined && language !== null) return { family: `${before}*${after}`, language };
  }
  return null;
}

/** Joins what a document has under one id in several languages: to whoever imports it, that is one item. */
export function joinById(items: ImportDocument['items']): ImportDocument['items'] {
  const places = new Map<string, number>();
  const joined: (ImportItem | RefusedItem)[] = [];
  for (const item of items) {
    const place = 'refusal' in item ? undefined : places.get(item.source.id);
    const before = place === undefined ? undefined : joined[place];
    if ('refusal' in item || place === undefined || before === undefined || 'refusal' in before) {
      if (!('refusal' in item)) places.set(item.source.id, joined.length);
      joined.push(item);
    } else if (sharesLanguage(before, item) || areApart(before, item)) {
      joined.push(item);
    } else {
      joined[place] = joinedItem(before, item);
    }
  }
  return joined;
}

/**
 * Finds the items of one document that are one release in several languages: by one id for all, by ids that differ in
 * their language alone, by the addresses they link as their other languages. A link that only one of the two has is
 * believed where it is the only one. Never kin are two items of one language, nor any where several could be meant.
 */
export function relate(items: readonly ImportItem[]): readonly ImportItem[] {
  const pairs = pairsAmong(items);
  const certain = pairs.filter(({ isMutual }) => isMutual);
  const groups: Groups = items.map((_item, place) => [place]);
  const rivals = new Map<number, number[]>();
  const doubt = (one: number, other: number) => {
    const known = rivals.get(one) ?? [];
    if (known.length < NAMESAKES) rivals.set(one, [...known, other]);
  };
  for (const [tried, among] of [
    [certain, neighbours(certain)],
    [pairs.filter(({ isMutual }) => !isMutual), neighbours(pairs)],
  ] as const) {
    for (const { one, other } of tried) {
      if (isAmbiguous(items, among, one, other) || !join(items, groups, one, other)) {
        doubt(one, other);
        doubt(other, one);
      }
    }
  }
  return items.map((item, place) => {
    const sourcesOf = (places: readonly number[]) =>
      places.flatMap((other) => (other === place ? [] : (items[other]?.source.id ?? [])));
    const kin = sourcesOf(groups[place] ?? []);
    const doubtful = sourcesOf(rivals.get(place) ?? []);
    return {
      ...item,
      ...(kin.length > 0 && { kin }),
      ...(doubtful.length > 0 && { rivals: doubtful }),
    };
  });
}

/** Two items, by their places in the list, that may be one release. */
interface Pair {
  readonly one: number;
  readonly other: number;
  /** Both say so. */
  readonly isMutual: boolean;
}

/** As many items under one name as show that it is ambiguous; more would only take time. */
const NAMESAKES = LANGUAGES.length + 1;

function pairsAmong(items: readonly ImportItem[]): Pair[] {
  const said = new Map<string, { one: number; other: number; by: Set<number> }>();
  const say = (by: number, about: number) => {
    if (sharesLanguage(items[by], items[about])) return;
    const [one, other] = by < about ? [by, about] : [about, by];
    const pair = said.get(`${one} ${other}`) ?? { one, other, by: new Set() };
    pair.by.add(by);
    said.set(`${one} ${other}`, pair);
  };
  for (const places of namesakes(items, idsOf).values()) {
    for (const by of places) for (const about of places) say(by, about);
  }
  const addresses = namesakes(items, ({ source }) => [addressKey(source.url ?? source.id)]);
  items.forEach(({ related }, place) => {
    for (const { language, url } of related.slice(0, NAMESAKES)) {
      const linked = addresses.get(addressKey(url)) ?? [];
      for (const other of linked) if (items[other]?.variants[language] !== undefined) say(place, other);
    }
  });
  const pairs = [...said.values()].map(({ one, other, by }) => ({ one, other, isMutual: by.size === 2 }));
  return pairs.sort((a, b) => a.one - b.one || a.other - b.other);
}

/** The places of the items that go by each name. */
function namesakes(
  items: readonly ImportItem[],
  namesOf: (item: ImportItem) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  items.forEach((item, place) => {
    for (const name of namesOf(item)) {
      const known = places.get(name);
      if (known === undefined) places.set(name, [place]);
      else if (known.length < NAMESAKES) known.push(place);
    }
  });
  return places;
}

function idsOf(item: ImportItem): string[] {
  const family = familyOf(item);
  return [`id ${item.source.id}`, ...(family === null ? [] : [`family ${family}`])];
}

function addressKey(url: string): string {
  return URL.parse(url)?.href ?? url;
}

function sharesLanguage(a: ImportItem | undefined, b: ImportItem | undefined): boolean {
  return (
    a === undefined || b === undefined || languagesOf(a.variants).some((language) => b.variants[language])
  );
}

type Neighbours = ReadonlyMap<number, readonly number[]>;

function neighbours(pairs: readonly Pair[]): Neighbours {
  const found = new Map<number, number[]>();
  const add = (from: number, to: number) => {
    const known = found.get(from);
    if (known === undefined) found.set(from, [to]);
    else known.push(to);
  };
  for (const { one, other } of pairs) {
    add(one, other);
    add(other, one);
  }
  return found;
}

/** Whether one of the two has a second candidate in the other's language. */
function isAmbiguous(items: readonly ImportItem[], among: Neighbours, one: number, other: number): boolean {
  const hasRival = (from: number, to: number) =>
    (among.get(from) ?? []).some((rival) => rival !== to && sharesLanguage(items[rival], items[to]));
  return hasRival(one, other) || hasRival(other, one);
}

/** Of each place, the places joined with it; all of a group hold the same list. */
type Groups = number[][];

/** False where the two cannot be one release. */
function join(items: readonly ImportItem[], groups: Groups, one: number, other: number): boolean {
  const [mine, theirs] = [groups[one] ?? [], groups[other] ?? []];
  if (mine === theirs) return true;
  const pairs = mine.flatMap((a) => theirs.map((b) => [items[a], items[b]] as const));
  if (pairs.some(([a, b]) => sharesLanguage(a, b) || areApart(a, b))) return false;
  const all = [...mine, ...theirs].sort((a, b) => a - b);
  for (const place of all) groups[place] = all;
  return true;
}

function areApart(a: ImportItem | undefined, b: ImportItem | undefined): boolean {
  const [mine, theirs] = [a?.publishAt ?? null, b?.publishAt ?? null];
  return mine !== null && theirs !== null && Math.abs(mine - theirs) > TOGETHER;
}

/** One item of two that are one release; the first gives what only one can. */
function joinedItem(first: ImportItem, second: ImportItem): ImportItem {
  const parts = [first, second];
  const variants = Object.assign({}, ...parts.map((part) => part.variants));
  const dates = parts.flatMap(({ updatedAt }) => updatedAt ?? []);
  return {
    ...first,
    ...together(parts.map((part) => inLanguage(part, part.sourceLanguage))),
    variants,
    updatedAt: dates.length === 0 ? null : Math.max(...dates),
    related: parts
      .flatMap(({ related }) => related)
      .filter(({ language }) => variants[language] === undefined),
  };
}
