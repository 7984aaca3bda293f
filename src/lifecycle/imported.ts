import { isSameJson, type JsonObject } from '../base/json.ts';
import { type Language, type Localized, languagesOf } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import { toRfc3339 } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release, Source } from '../domain/release.ts';
import { invalidFields } from '../validation/field-errors.ts';
import { correct, createRelease, patchRelease, publish } from './changes.ts';
import type { ChangeContext } from './context.ts';
import { mergeEdit, parseEdit } from './edit.ts';
import { eachVariant, eventTime, nextRevision, withPublications, wrongState } from './public-event.ts';

export interface ImportedRelease {
  readonly content: JsonObject;
  readonly source: Source;
  readonly publishAt: Instant | null;
  readonly updatedAt: Instant | null;
}

/** A release with a future `publishAt` is scheduled. */
export function importRelease(
  context: ChangeContext,
  number: number,
  imported: ImportedRelease,
): Result<Release> {
  const publishAt = imported.publishAt ?? context.now;
  const state = publishAt > context.now ? 'scheduled' : 'published';
  const body = { ...imported.content, state, publishAt: toRfc3339(publishAt) };
  const created = createRelease(context, number, body, imported.source);
  if (!created.ok || created.value.state !== 'published') return created;
  return { ok: true, value: withUpdatedAt(created.value, imported.updatedAt, context.now) };
}

function withUpdatedAt(release: Release, updatedAt: Instant | null, now: Instant): Release {
  const { publishAt } = release;
  if (updatedAt === null || publishAt === null || updatedAt <= publishAt || updatedAt > now) return release;
  const at = Math.floor(updatedAt / 1000) * 1000;
  const variants = eachVariant(release.variants, (variant) =>
    variant.publication === null
      ? variant
      : { ...variant, publication: { ...variant.publication, updatedAt: at } },
  );
  return { ...release, variants, lastEventAt: at };
}

/** Replaces contacts, media and links with those of `imported`. */
export function addImportedVariants(
  context: ChangeContext,
  release: Release,
  imported: ImportedRelease,
): Result<Release> {
  const { variants, contacts, media, links } = imported.content;
  const edit = mergeEdit(context, release, { variants, contacts, media, links });
  if (!edit.ok) return edit;
  const { value: edited, errors } = parseEdit(context, release, edit.value);
  if (edited === undefined) return invalidFields(errors);
  if (edited.state !== 'published') return nextRevision(edited);
  const at = imported.publishAt ?? eventTime(release, context.now);
  const published = withPublications(context.newsroom, release.number, edited.variants, at);
  return nextRevision({
    ...edited,
    variants: published,
    lastEventAt: Math.max(release.lastEventAt ?? at, at),
  });
}

/**
 * With `note` the change of a published release is a correction. A `publishAt` in the past publishes a scheduled
 * release; null keeps its time.
 */
export function updateImported(
  context: ChangeContext,
  release: Release,
  content: JsonObject,
  publishAt: Instant | null,
  note: Localized | null,
): Result<Release> {
  const { variants, contacts, media, links, type } = content;
  const shared = { contacts, media, links, type };
  if (note === null || release.state !== 'published') {
    const isAhead = publishAt !== null && publishAt > context.now;
    const time = isAhead ? { publishAt: toRfc3339(publishAt) } : {};
    const patched = patchRelease(context, release, { ...shared, variants, ...time });
    if (!patched.ok || publishAt === null || isAhead) return patched;
    return oneRevision(release, publish(context, { ...patched.value, publishAt }));
  }
  const patched = patchRelease(context, release, shared);
  if (!patched.ok) return patched;
  return oneRevision(release, correct(context, patched.value, { note, variants }));
}

/** One change of the source must be one revision. */
function oneRevision(before: Release, after: Result<Release>): Result<Release> {
  return after.ok ? { ok: true, value: { ...after.value, revision: before.revision + 1 } } : after;
}

export function isTextEdited(before: Release, after: Release, languages: readonly Language[]): boolean {
  return languages.some((language) => textOf(before, language) !== textOf(after, language));
}

export function isSharedContentEdited(before: Release, after: Release): boolean {
  const shared = ({ contacts, media, links, type }: Release) => [contacts, media, links, type];
  return !isSameJson(shared(before), shared(after));
}

function textOf({ variants }: Release, language: Language): string | null {
  const variant = variants[language];
  if (variant === undefined) return null;
  const { title, lead, body, keywords } = variant;
  return JSON.stringify([title, lead, body, keywords]);
}

export function joinReleases(
  context: ChangeContext,
  into: Release,
  from: Release,
  reason: Localized,
): Result<{ into: Release; from: Release }> {
  if (into.number === from.number) return wrongState('join-with-itself');
  if (into.state === 'withdrawn' || from.state === 'withdrawn') {
    return wrongState('already-withdrawn');
  }
  if (into.state !== from.state || (into.state !== 'published' && into.publishAt !== from.publishAt)) {
    return wrongState('join-other-state');
  }
  const moved = languagesOf(from.variants);
  if (moved.some((language) => into.variants[language] !== undefined || into.departed?.[language])) {
    return wrongState('join-same-language');
  }
  const at = Math.max(eventTime(into, context.now), eventTime(from, context.now));
  const joined = nextRevision({
    ...into,
    variants: { ...into.variants, ...from.variants },
    contacts: union(into.contacts, from.contacts),
    media: union(into.media, from.media),
    links: union(into.links, from.links),
    lastEventAt: latest(into.lastEventAt, from.lastEventAt),
  });
  const withdrawn = nextRevision({
    ...from,
    state: 'withdrawn' as const,
    variants: {},
    withdrawn: { at, reason },
    departed: { ...from.departed, ...Object.fromEntries(moved.map((language) => [language, into.number])) },
  });
  if (!joined.ok) return joined;
  return withdrawn.ok ? { ok: true, value: { into: joined.value, from: withdrawn.value } } : withdrawn;
}

/** The variant becomes release `number` and keeps its entry id and dates. */
export function splitRelease(
  context: ChangeContext,
  release: Release,
  language: Language,
  number: number,
): Result<{ remaining: Release; separated: Release }> {
  if (release.state === 'withdrawn') return wrongState('already-withdrawn');
  const { [language]: moved, ...variants } = release.variants;
  const [first] = languagesOf(variants);
  if (moved === undefined) return wrongState('split-without-variant');
  if (first === undefined) return wrongState('split-last-variant');
  if (moved.withdrawn !== null) return wrongState('withdrawn-variant');
  const sourceLanguage = release.sourceLanguage === language ? first : release.sourceLanguage;
  const { departed, ...content } = release;
  const remaining = nextRevision({
    ...content,
    variants,
    sourceLanguage,
    departed: { ...departed, [language]: number },
  });
  const separated = nextRevision({
    ...content,
    number,
    revision: 0,
    variants: { [language]: moved },
    sourceLanguage: language,
    createdAt: context.now,
  });
  if (!remaining.ok) return remaining;
  return separated.ok
    ? { ok: true, value: { remaining: remaining.value, separated: separated.value } }
    : separated;
}

function union<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  const present = new Set(first.map((element) => JSON.stringify(element)));
  return [...first, ...second.filter((element) => !present.has(JSON.stringify(element)))];
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
