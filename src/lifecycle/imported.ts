import { type JsonObject, sameJson } from '../base/json.ts';
import { type Language, type Localized, languagesOf } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import { toRfc3339 } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release, Source } from '../domain/release.ts';
import { refused } from '../validation/field-errors.ts';
import { correct, createRelease, patchRelease, publish } from './changes.ts';
import type { ChangeContext } from './context.ts';
import { mergeEdit, readEdit } from './edit.ts';
import { eachVariant, eventTime, revised, withPublications, wrongState } from './public-event.ts';

/** What a foreign record says of a release; `content` is the body of a create request but for state and time. */
export interface Imported {
  readonly content: JsonObject;
  readonly source: Source;
  /** Null: now. */
  readonly publishAt: Instant | null;
  /** When its source changed it after publication; null when it does not say. */
  readonly updatedAt: Instant | null;
}

/** A new release with its own dates: scheduled when it is dated ahead, else published then. Problems as for a create. */
export function importRelease(context: ChangeContext, number: number, imported: Imported): Result<Release> {
  const publishAt = imported.publishAt ?? context.now;
  const state = publishAt > context.now ? 'scheduled' : 'published';
  const body = { ...imported.content, state, publishAt: toRfc3339(publishAt) };
  const created = createRelease(context, number, body, imported.source);
  if (!created.ok || created.value.state !== 'published') return created;
  return { ok: true, value: withUpdate(created.value, imported.updatedAt, context.now) };
}

/** Readers are told when the source last changed it, unless that lies ahead or before its publication. */
function withUpdate(release: Release, updatedAt: Instant | null, now: Instant): Release {
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

/**
 * Further languages of a release, published with their own date where the release is public. What its languages share
 * is `imported`'s to say as a whole.
 */
export function addImportedVariants(
  context: ChangeContext,
  release: Release,
  imported: Imported,
): Result<Release> {
  const { variants, contacts, media, links } = imported.content;
  const edit = mergeEdit(context, release, { variants, contacts, media, links });
  if (!edit.ok) return edit;
  const { value: edited, errors } = readEdit(context, release, edit.value);
  if (edited === undefined) return refused(errors);
  if (edited.state !== 'published') return revised(edited);
  const at = imported.publishAt ?? eventTime(release, context.now);
  const published = withPublications(context.newsroom, release.number, edited.variants, at);
  return revised({ ...edited, variants: published, lastEventAt: Math.max(release.lastEventAt ?? at, at) });
}

/**
 * The release as its source has it now: a minor edit, or, with `note`, a correction that says so. `publishAt` is a new
 * time for a scheduled one, which is published when that has come; null leaves it as it is.
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

/** One change of the source is one revision, whatever steps it takes here. */
function oneRevision(before: Release, after: Result<Release>): Result<Release> {
  return after.ok ? { ok: true, value: { ...after.value, revision: before.revision + 1 } } : after;
}

/** Whether `languages` say something else in `now` than they said in `then`. */
export function areEdited(then: Release, now: Release, languages: readonly Language[]): boolean {
  return languages.some((language) => words(then, language) !== words(now, language));
}

/** Whether what all languages share is another in `now` than it was in `then`. */
export function isSharedEdited(then: Release, now: Release): boolean {
  const shared = ({ contacts, media, links, type }: Release) => [contacts, media, links, type];
  return !sameJson(shared(then), shared(now));
}

function words({ variants }: Release, language: Language): string | null {
  const variant = variants[language];
  if (variant === undefined) return null;
  const { title, lead, body, keywords } = variant;
  return JSON.stringify([title, lead, body, keywords]);
}

/** Two releases that were one all along: `from` gives its variants, with their entry ids and dates, to `into`. */
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
  const coming = languagesOf(from.variants);
  if (coming.some((language) => into.variants[language] !== undefined || into.departed?.[language])) {
    return wrongState('join-same-language');
  }
  const at = Math.max(eventTime(into, context.now), eventTime(from, context.now));
  const joined = revised({
    ...into,
    variants: { ...into.variants, ...from.variants },
    contacts: union(into.contacts, from.contacts),
    media: union(into.media, from.media),
    links: union(into.links, from.links),
    lastEventAt: latest(into.lastEventAt, from.lastEventAt),
  });
  const left = revised({
    ...from,
    state: 'withdrawn' as const,
    variants: {},
    withdrawn: { at, reason },
    departed: { ...from.departed, ...Object.fromEntries(coming.map((language) => [language, into.number])) },
  });
  if (!joined.ok) return joined;
  return left.ok ? { ok: true, value: { into: joined.value, from: left.value } } : left;
}

/** A variant that is a release of its own: it leaves with its entry id and date as release `number`. */
export function splitRelease(
  context: ChangeContext,
  release: Release,
  language: Language,
  number: number,
): Result<{ left: Release; own: Release }> {
  if (release.state === 'withdrawn') return wrongState('already-withdrawn');
  const { [language]: leaving, ...variants } = release.variants;
  const [first] = languagesOf(variants);
  if (leaving === undefined) return wrongState('split-without-variant');
  if (first === undefined) return wrongState('split-last-variant');
  if (leaving.withdrawn !== null) return wrongState('withdrawn-variant');
  const sourceLanguage = release.sourceLanguage === language ? first : release.sourceLanguage;
  const { departed, ...kept } = release;
  const left = revised({
    ...kept,
    variants,
    sourceLanguage,
    departed: { ...departed, [language]: number },
  });
  const own = revised({
    ...kept,
    number,
    revision: 0,
    variants: { [language]: leaving },
    sourceLanguage: language,
    createdAt: context.now,
  });
  if (!left.ok) return left;
  return own.ok ? { ok: true, value: { left: left.value, own: own.value } } : own;
}

function union<T>(mine: readonly T[], theirs: readonly T[]): readonly T[] {
  const known = new Set(mine.map((one) => JSON.stringify(one)));
  return [...mine, ...theirs.filter((one) => !known.has(JSON.stringify(one)))];
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
