import type { Language } from '../../base/locale/language.ts';
import type { Refusal } from '../../base/refusal.ts';
import type { Instant } from '../../base/time/instant.ts';
import { instantOf, parsePressDate, type ReadDate } from '../dates.ts';
import type { ImportContext, ImportItem, ImportVariant, RefusedItem } from '../document.ts';
import { plainText, resolveAddress, resolveHtml } from '../html.ts';
import { sourceId, sourceOf } from '../identity.ts';
import { dateNotes } from '../import-note.ts';
import { nearestLanguage } from '../languages.ts';
import { localizedContent, mergedContent, type SharedContent } from '../shared-content.ts';
import { bodyHtml, paragraphs, withTitle } from '../variant-text.ts';
import { readContactsAsText } from './contacts-as-text.ts';
import { pressType } from './press-types.ts';

export interface PressRelease {
  readonly id: string;
  readonly type: string;
  /** `dd.MM.yyyy HH:mm` in Helsinki time, or a date with a zone. */
  readonly date: string;
  readonly embargo: string;
  readonly versions: readonly PressVersion[];
  /** Texts here are in the source language of the release. */
  readonly shared: SharedContent;
}

export interface PressVersion {
  /** Language tags, nearest first. */
  readonly tags: readonly string[];
  readonly documentTags?: readonly (string | null)[];
  readonly url: string;
  /** Plain text. */
  readonly title: string;
  /** HTML. */
  readonly lead: string;
  /** HTML or plain text. */
  readonly body: string;
  /** Plain text. */
  readonly boilerplate: string;
  readonly keywords: readonly string[];
  readonly shared: SharedContent;
  /** Used when `shared` has no contacts. */
  readonly contactsAsText: string;
}

/** The item, and a refusal for each language that cannot be imported. */
export function readPressRelease(
  release: PressRelease,
  index: number,
  context: ImportContext,
): (ImportItem | RefusedItem)[] {
  const base = context.url ?? context.website;
  const address = release.versions.find(({ url }) => url !== '')?.url;
  const id = release.id || (address === undefined ? null : resolveAddress(address, base));
  const refused = (refusal: Refusal): RefusedItem => ({ index, id, refusal });

  const published = parsePressDate(release.date, context.timezone);
  const embargo = parsePressDate(release.embargo, context.timezone);
  if (published === 'not-understood' || embargo === 'not-understood') {
    return [refused({ code: 'date-not-understood' })];
  }
  const read = release.versions.map((version) => readVersion(version, base, context));
  const versions = read.filter(isVersion);
  const refusals = read.flatMap((version) => (isVersion(version) ? [] : [version]));
  const main = versions.find(({ language }) => language === context.defaultLanguage) ?? versions[0];
  if (main === undefined) return (refusals.length > 0 ? refusals : [NO_TEXT]).map(refused);
  // An empty version is ignored when another version has text.
  const reported = refusals.filter(({ code }) => code !== 'no-text');
  const item = itemOf(release, index, publicationTime(published, embargo), main, versions);
  const notes = dateNotes(published, embargo);
  return [notes.length > 0 ? { ...item, notes } : item, ...reported.map(refused)];
}

const NO_TEXT: Refusal = { code: 'no-text' };

interface AcceptedVersion {
  readonly language: Language;
  readonly url: string;
  readonly variant: ImportVariant;
  readonly shared: SharedContent;
}

function isVersion(read: AcceptedVersion | Refusal): read is AcceptedVersion {
  return 'variant' in read;
}

function readVersion(
  version: PressVersion,
  base: string | null,
  context: ImportContext,
): AcceptedVersion | Refusal {
  const { title, keywords, boilerplate, contactsAsText } = version;
  const listed = version.shared.contacts;
  const { contacts, rest } =
    listed.length > 0 ? { contacts: listed, rest: '' } : readContactsAsText(contactsAsText);
  const body = [bodyHtml(version.body), paragraphs(rest), paragraphs(boilerplate)];
  const variant = withTitle({
    title,
    keywords,
    lead: plainText(version.lead),
    body: resolveHtml(body.filter((part) => part !== '').join('\n'), base),
  });
  if (variant === null) return NO_TEXT;
  const nearest = nearestLanguage(version.tags, context, version.documentTags);
  if (!nearest.ok) return nearest.refusal;
  const url = version.url === '' ? '' : resolveAddress(version.url, base);
  return { language: nearest.language, url, variant, shared: { ...version.shared, contacts } };
}

function itemOf(
  { id, type, shared }: PressRelease,
  index: number,
  publishAt: Instant | null,
  main: AcceptedVersion,
  versions: readonly AcceptedVersion[],
): ImportItem {
  // The first of two versions in one language is used.
  const byLanguage = new Map([main, ...versions].toReversed().map((version) => [version.language, version]));
  const all = [...byLanguage.values()].toReversed();
  const { title, lead, body } = main.variant;
  return {
    index,
    source: sourceOf(sourceId(id, main.url, [title, lead, body, String(publishAt)]), main.url, type),
    type: pressType(type),
    publishAt,
    updatedAt: null,
    variants: Object.fromEntries(all.map(({ language, variant }) => [language, variant])),
    sourceLanguage: main.language,
    ...(all.length === 1
      ? mergedContent([main.shared, shared])
      : mergedContent([
          ...all.map((each) => localizedContent(each.shared, each.language)),
          localizedContent(shared, main.language),
        ])),
    related: all.flatMap(({ language, url }) => (url === '' || url === main.url ? [] : [{ language, url }])),
  };
}

/** A release under embargo is public when that ends. */
function publicationTime(published: ReadDate | null, embargo: ReadDate | null): Instant | null {
  return published === null || embargo === null
    ? instantOf(published ?? embargo)
    : Math.max(published.instant, embargo.instant);
}
