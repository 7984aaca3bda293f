import { LANGUAGES, type Language, languagesOf } from '../base/locale/language.ts';
import type { ImportDocument, ImportItem, RefusedItem } from './document.ts';
import { languageOfSubtag } from './languages.ts';
import { localizedContent, mergedContent } from './shared-content.ts';

/** Milliseconds. Variants of one release are rarely published further apart. */
export const MAX_TIME_APART = 2 * 24 * 60 * 60 * 1000;

/** Language in an id: at its end (`…/42/fi`, `…-sv`, `…:en`), in its path, or in its query. */
const LANGUAGE_AT_END = /^(.+?)[-_:/](fi|sv|en)\/?$/i;
const LANGUAGE_IN_PATH = /^(https?:\/\/[^/?#]+)\/(fi|sv|en)(\/[^?#]+)$/i;
const LANGUAGE_IN_QUERY = /^([^?]+\?(?:[^#]*&)?)(?:lang|language|locale)=(fi|sv|en)(?=&|$)(.*)$/i;

/** Variants of one release share this id. Null when the id has no language, or has one that the item is not in. */
export function idWithoutLanguage({
  source,
  variants,
}: Pick<ImportItem, 'source' | 'variants'>): string | null {
  const parts = splitId(source.id);
  return parts !== null && variants[parts.language] !== undefined ? parts.strippedId : null;
}

function splitId(id: string): { readonly strippedId: string; readonly language: Language } | null {
  for (const pattern of [LANGUAGE_IN_QUERY, LANGUAGE_IN_PATH, LANGUAGE_AT_END]) {
    const [, before, tag, after = ''] = pattern.exec(id) ?? [];
    const language = tag === undefined ? null : languageOfSubtag(tag.toLowerCase());
    if (before !== undefined && language !== null) return { strippedId: `${before}*${after}`, language };
  }
  return null;
}

/** Joins items that have the same id in different languages. */
export function itemsJoinedById(items: ImportDocument['items']): ImportDocument['items'] {
  const positions = new Map<string, number>();
  const joined: (ImportItem | RefusedItem)[] = [];
  for (const item of items) {
    const position = 'refusal' in item ? undefined : positions.get(item.source.id);
    const before = position === undefined ? undefined : joined[position];
    if ('refusal' in item || position === undefined || before === undefined || 'refusal' in before) {
      if (!('refusal' in item)) positions.set(item.source.id, joined.length);
      joined.push(item);
    } else if (sharesLanguage(before, item) || arePublishedFarApart(before, item)) {
      joined.push(item);
    } else {
      joined[position] = joinedItem(before, item);
    }
  }
  return joined;
}

/**
 * Finds items that are one release in several languages: by a common id, by ids that differ only in the language,
 * or by links to other languages. A link in one direction counts only when it is the only candidate.
 */
export function withRelations(items: readonly ImportItem[]): readonly ImportItem[] {
  const pairs = pairsAmong(items);
  const certain = pairs.filter(({ isMutual }) => isMutual);
  const groups: GroupByPosition = items.map((_item, position) => [position]);
  const possibleMatches = new Map<number, number[]>();
  const addPossibleMatch = (one: number, other: number) => {
    const known = possibleMatches.get(one) ?? [];
    if (known.length < MAX_SAME_NAME) possibleMatches.set(one, [...known, other]);
  };
  for (const [pairsToJoin, paired] of [
    [certain, pairedPositions(certain)],
    [pairs.filter(({ isMutual }) => !isMutual), pairedPositions(pairs)],
  ] as const) {
    for (const { one, other } of pairsToJoin) {
      if (hasSecondCandidate(items, paired, one, other) || !tryJoin(items, groups, one, other)) {
        addPossibleMatch(one, other);
        addPossibleMatch(other, one);
      }
    }
  }
  return items.map((item, position) => {
    const sourcesOf = (positions: readonly number[]) =>
      positions.flatMap((other) => (other === position ? [] : (items[other]?.source.id ?? [])));
    const sameReleaseIds = sourcesOf(groups[position] ?? []);
    const possibleMatchIds = sourcesOf(possibleMatches.get(position) ?? []);
    return {
      ...item,
      ...(sameReleaseIds.length > 0 && { sameReleaseIds }),
      ...(possibleMatchIds.length > 0 && { possibleMatchIds }),
    };
  });
}

/** Positions of two items that may be one release. */
interface Pair {
  readonly one: number;
  readonly other: number;
  /** Each item refers to the other. */
  readonly isMutual: boolean;
}

/** Enough items with one name to show that it is ambiguous. More would only cost time. */
const MAX_SAME_NAME = LANGUAGES.length + 1;

function pairsAmong(items: readonly ImportItem[]): Pair[] {
  const pairsByKey = new Map<string, { one: number; other: number; from: Set<number> }>();
  const addPair = (from: number, to: number) => {
    if (sharesLanguage(items[from], items[to])) return;
    const [one, other] = from < to ? [from, to] : [to, from];
    const pair = pairsByKey.get(`${one} ${other}`) ?? { one, other, from: new Set() };
    pair.from.add(from);
    pairsByKey.set(`${one} ${other}`, pair);
  };
  for (const positions of positionsByName(items, idNamesOf).values()) {
    for (const from of positions) for (const to of positions) addPair(from, to);
  }
  const addresses = positionsByName(items, ({ source }) => [addressKey(source.url ?? source.id)]);
  items.forEach(({ related }, position) => {
    for (const { language, url } of related.slice(0, MAX_SAME_NAME)) {
      const linked = addresses.get(addressKey(url)) ?? [];
      for (const other of linked)
        if (items[other]?.variants[language] !== undefined) addPair(position, other);
    }
  });
  const pairs = [...pairsByKey.values()].map(({ one, other, from }) => ({
    one,
    other,
    isMutual: from.size === 2,
  }));
  return pairs.sort((a, b) => a.one - b.one || a.other - b.other);
}

function positionsByName(
  items: readonly ImportItem[],
  namesOf: (item: ImportItem) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  items.forEach((item, position) => {
    for (const name of namesOf(item)) {
      const known = positions.get(name);
      if (known === undefined) positions.set(name, [position]);
      else if (known.length < MAX_SAME_NAME) known.push(position);
    }
  });
  return positions;
}

function idNamesOf(item: ImportItem): string[] {
  const strippedId = idWithoutLanguage(item);
  return [`id ${item.source.id}`, ...(strippedId === null ? [] : [`family ${strippedId}`])];
}

function addressKey(url: string): string {
  return URL.parse(url)?.href ?? url;
}

function sharesLanguage(a: ImportItem | undefined, b: ImportItem | undefined): boolean {
  return (
    a === undefined || b === undefined || languagesOf(a.variants).some((language) => b.variants[language])
  );
}

type PairedPositions = ReadonlyMap<number, readonly number[]>;

function pairedPositions(pairs: readonly Pair[]): PairedPositions {
  const paired = new Map<number, number[]>();
  const add = (from: number, to: number) => {
    const known = paired.get(from);
    if (known === undefined) paired.set(from, [to]);
    else known.push(to);
  };
  for (const { one, other } of pairs) {
    add(one, other);
    add(other, one);
  }
  return paired;
}

function hasSecondCandidate(
  items: readonly ImportItem[],
  paired: PairedPositions,
  one: number,
  other: number,
): boolean {
  const hasSecond = (from: number, to: number) =>
    (paired.get(from) ?? []).some(
      (candidate) => candidate !== to && sharesLanguage(items[candidate], items[to]),
    );
  return hasSecond(one, other) || hasSecond(other, one);
}

/** The positions joined with each position. All members of a group share one array. */
type GroupByPosition = number[][];

/** Returns false when the two cannot be one release. */
function tryJoin(items: readonly ImportItem[], groups: GroupByPosition, one: number, other: number): boolean {
  const [firstGroup, secondGroup] = [groups[one] ?? [], groups[other] ?? []];
  if (firstGroup === secondGroup) return true;
  const pairs = firstGroup.flatMap((a) => secondGroup.map((b) => [items[a], items[b]] as const));
  if (pairs.some(([a, b]) => sharesLanguage(a, b) || arePublishedFarApart(a, b))) return false;
  const merged = [...firstGroup, ...secondGroup].sort((a, b) => a - b);
  for (const position of merged) groups[position] = merged;
  return true;
}

function arePublishedFarApart(a: ImportItem | undefined, b: ImportItem | undefined): boolean {
  const [firstTime, secondTime] = [a?.publishAt ?? null, b?.publishAt ?? null];
  return firstTime !== null && secondTime !== null && Math.abs(firstTime - secondTime) > MAX_TIME_APART;
}

/** Single values come from `first`. */
function joinedItem(first: ImportItem, second: ImportItem): ImportItem {
  const parts = [first, second];
  const variants: ImportItem['variants'] = Object.assign({}, ...parts.map((part) => part.variants));
  const dates = parts.flatMap(({ updatedAt }) => updatedAt ?? []);
  return {
    ...first,
    ...mergedContent(parts.map((part) => localizedContent(part, part.sourceLanguage))),
    variants,
    updatedAt: dates.length === 0 ? null : Math.max(...dates),
    related: parts
      .flatMap(({ related }) => related)
      .filter(({ language }) => variants[language] === undefined),
  };
}
