import type { Language } from '../../base/locale/language.ts';
import type { Refusal } from '../../base/refusal.ts';
import type { Instant } from '../../base/time/instant.ts';
import { type ReadDate, readHelsinkiDate } from '../dates.ts';
import type { ImportContext, ImportItem, ImportVariant, RefusedItem } from '../document.ts';
import { plainText, resolveAddress, resolveHtml } from '../html.ts';
import { sourceId, sourceOf } from '../identity.ts';
import { nearestLanguage } from '../languages.ts';
import { bodyHtml, paragraphs, titled } from '../prose.ts';
import { inLanguage, type Shared, together } from '../shared-content.ts';
import { readContactsAsText } from './contacts-as-text.ts';
import { pressType } from './press-types.ts';

/** A release as a press service exports it, in XML or JSON; text that is absent is empty. */
export interface PressRelease {
  readonly id: string;
  /** The service's own word for it. */
  readonly type: string;
  /** `dd.MM.yyyy HH:mm`, Helsinki's; or with a zone. */
  readonly date: string;
  readonly embargo: string;
  readonly versions: readonly PressVersion[];
  /** What is said once for all versions, in no language of its own: it is taken for the release's source language. */
  readonly shared: Shared;
}

/** A release in one language. */
export interface PressVersion {
  /** Tags that may say the language, nearest first. */
  readonly tags: readonly string[];
  readonly url: string;
  /** Plain text. */
  readonly title: string;
  /** HTML. */
  readonly lead: string;
  /** HTML, or prose. */
  readonly body: string;
  /** Plain text. */
  readonly boilerplate: string;
  readonly keywords: readonly string[];
  readonly shared: Shared;
  /** In place of contacts that are spelled out. */
  readonly contactsAsText: string;
}

/** The item that a release gives, and a refusal for each of its languages that cannot come in. */
export function readPressRelease(
  release: PressRelease,
  index: number,
  context: ImportContext,
): (ImportItem | RefusedItem)[] {
  const base = context.url ?? context.website;
  const address = release.versions.find(({ url }) => url !== '')?.url;
  const id = release.id || (address === undefined ? null : resolveAddress(address, base));
  const refused = (refusal: Refusal): RefusedItem => ({ index, id, refusal });

  const publishAt = publishedAt(release);
  if (publishAt === 'not-understood') return [refused({ code: 'date-not-understood' })];
  const read = release.versions.map((version) => readVersion(version, base, context));
  const versions = read.filter(isVersion);
  const refusals = read.flatMap((version) => (isVersion(version) ? [] : [version]));
  const main = versions.find(({ language }) => language === context.defaultLanguage) ?? versions[0];
  if (main === undefined) return (refusals.length > 0 ? refusals : [NO_TEXT]).map(refused);
  // An empty version beside one that says something is no version.
  const told = refusals.filter(({ code }) => code !== 'no-text');
  return [itemOf(release, index, publishAt, main, versions), ...told.map(refused)];
}

const NO_TEXT: Refusal = { code: 'no-text' };

/** A version that can come in. */
interface Version {
  readonly language: Language;
  readonly url: string;
  readonly variant: ImportVariant;
  readonly shared: Shared;
}

function isVersion(read: Version | Refusal): read is Version {
  return 'variant' in read;
}

function readVersion(version: PressVersion, base: string | null, context: ImportContext): Version | Refusal {
  const { title, keywords, boilerplate, contactsAsText } = version;
  const spelled = version.shared.contacts;
  const { contacts, rest } =
    spelled.length > 0 ? { contacts: spelled, rest: '' } : readContactsAsText(contactsAsText);
  const body = [bodyHtml(version.body), paragraphs(rest), paragraphs(boilerplate)];
  const variant = titled({
    title,
    keywords,
    lead: plainText(version.lead),
    body: resolveHtml(body.filter((part) => part !== '').join('\n'), base),
  });
  if (variant === null) return NO_TEXT;
  const nearest = nearestLanguage(version.tags, context);
  if (!nearest.ok) return nearest.refusal;
  const url = version.url === '' ? '' : resolveAddress(version.url, base);
  return { language: nearest.language, url, variant, shared: { ...version.shared, contacts } };
}

function itemOf(
  { id, type, shared }: PressRelease,
  index: number,
  publishAt: Instant | null,
  main: Version,
  versions: readonly Version[],
): ImportItem {
  // Of two versions in one language the first is the one; the service has but one.
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
      ? together([main.shared, shared])
      : together([
          ...all.map((each) => inLanguage(each.shared, each.language)),
          inLanguage(shared, main.language),
        ])),
    related: all.flatMap(({ language, url }) => (url === '' || url === main.url ? [] : [{ language, url }])),
  };
}

/** The promised date, or the end of an embargo where that is later. */
function publishedAt({ date, embargo }: PressRelease): ReadDate {
  const [published, lifted] = [readHelsinkiDate(date), readHelsinkiDate(embargo)];
  if (published === 'not-understood' || lifted === 'not-understood') return 'not-understood';
  return published === null || lifted === null ? (published ?? lifted) : Math.max(published, lifted);
}
