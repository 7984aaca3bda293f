import { isTooDeep, own } from '../base/json.ts';
import { isLanguage, type Language, languagesOf } from '../base/locale/language.ts';
import { fail, type Result } from '../base/problem.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Release, Source, Variant, Variants } from '../domain/release.ts';
import { refused } from '../validation/field-errors.ts';
import { type Reading, read } from '../validation/parse.ts';
import {
  CorrectBody,
  CreateBody,
  FIRST_STATES,
  type FirstState,
  NOTHING,
  type ReleaseRequest,
  readContent,
  readTime,
  ScheduleBody,
  SilentBody,
  WithdrawBody,
} from '../validation/release-request.ts';
import type { ChangeContext } from './context.ts';
import { ahead, mergeEdit, NEVER_PUBLIC, readEdit, refusedTime, unpublishable } from './edit.ts';
import {
  eachVariant,
  eventTime,
  publicLanguages,
  published,
  revised,
  type StateRule,
  withPublications,
  wrongState,
} from './public-event.ts';

/**
 * Every change of a release, as a function from the release and a request body to the release one revision further.
 * Problems: `malformed` (nests too deep), then `wrong-state` with its rule, then `invalid` with every field error, then
 * `too-large` when the store could not hold the result.
 */

/** `POST …/releases`. `number` is the next in the newsroom; `source` is where an imported release came from. */
export function createRelease(
  context: ChangeContext,
  number: number,
  body: unknown,
  source: Source | null = null,
): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const given = own(body, 'state') ?? 'draft';
  const state = FIRST_STATES.find((first) => first === given);
  const content = readContent(CreateBody, body, context.newsroom, NOTHING);
  const time = firstTime(state, readTime(body), context.now);
  const errors = [...content.errors, ...time.errors];
  if (content.value === undefined || time.value === undefined || state === undefined || errors.length > 0) {
    return refused(errors);
  }
  const release: Release = {
    ...content.value,
    number,
    source,
    state,
    revision: 0,
    publishAt: time.value,
    variants: newVariants(content.value.variants),
    corrections: [],
    withdrawn: null,
    createdAt: context.now,
    lastEventAt: null,
  };
  if (state !== 'published') return revised(release);
  return revised(published(context.newsroom, release, time.value ?? toSecond(context.now)));
}

/** `PATCH …/releases/{n}`: a minor edit. A variant new to a published release is public at once. */
export function patchRelease(context: ChangeContext, release: Release, patch: unknown): Result<Release> {
  const edit = mergeEdit(context, release, patch);
  if (!edit.ok) return edit;
  const { value: edited, errors } = readEdit(context, release, edit.value);
  if (edited === undefined) return refused(errors);
  const isNew = Object.values(edited.variants).some((variant) => variant.publication === null);
  if (edited.state !== 'published' || !isNew) return revised(edited);
  const at = eventTime(release, context.now);
  const variants = withPublications(context.newsroom, release.number, edited.variants, at);
  return revised({ ...edited, variants, lastEventAt: at });
}

/** `POST …/publish`: with the date of a draft's `publishAt` where that is past, else now, even before an embargo ends. */
export function publish(context: ChangeContext, release: Release, body: unknown = {}): Result<Release> {
  const rule = unpublished(release);
  if (rule !== null) return wrongState(rule);
  const errors = [...read(SilentBody, body).errors, ...unpublishable(context, release)];
  if (errors.length > 0) return refused(errors);
  const { publishAt } = release;
  const isPast = publishAt !== null && publishAt <= context.now;
  return revised(published(context.newsroom, release, isPast ? publishAt : toSecond(context.now)));
}

/** `POST …/schedule`: embargoes a draft, or moves an embargo. */
export function schedule(context: ChangeContext, release: Release, body: unknown): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const rule = unpublished(release);
  if (rule !== null) return wrongState(rule);
  const request = read(ScheduleBody, body);
  const isGiven = typeof own(body, 'publishAt') === 'string';
  const time = isGiven ? ahead(readTime(body), context.now) : readTime(body);
  const errors = [...request.errors, ...time.errors, ...unpublishable(context, release)];
  if (time.value === undefined || errors.length > 0) return refused(errors);
  return revised({ ...release, state: 'scheduled', publishAt: time.value });
}

/** `POST …/unschedule`: back to draft, with the time kept as a wish. */
export function unschedule(release: Release, body: unknown = {}): Result<Release> {
  if (release.state === 'withdrawn') return wrongState('already-withdrawn');
  if (release.state !== 'scheduled') return wrongState('not-scheduled');
  const { errors } = read(SilentBody, body);
  return errors.length > 0 ? refused(errors) : revised({ ...release, state: 'draft' });
}

/** The alarm's change: the release carries its promised instant, however late the alarm came. */
export function liftEmbargo(context: ChangeContext, release: Release): Result<Release> {
  if (release.state !== 'scheduled' || release.publishAt === null || release.publishAt > context.now) {
    return wrongState('not-scheduled');
  }
  return revised(published(context.newsroom, release, release.publishAt));
}

/** `POST …/correct`: a note, perhaps with new content; `updatedAt` of every public variant moves. */
export function correct(context: ChangeContext, release: Release, body: unknown): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const rule = notPublic(release);
  if (rule !== null) return wrongState(rule);
  const variantsPatch = own(body, 'variants');
  const edit = mergeEdit(context, release, variantsPatch === undefined ? {} : { variants: variantsPatch });
  if (!edit.ok) return edit;

  const request = read(CorrectBody, body);
  const edited = readEdit(context, release, edit.value);
  const errors = [...request.errors, ...edited.errors];
  if (release.corrections.length >= LIMITS.corrections) {
    errors.push({ pointer: '/note', code: 'too-many', params: { max: LIMITS.corrections } });
  }
  if (request.value === undefined || edited.value === undefined || errors.length > 0) return refused(errors);

  const at = eventTime(release, context.now);
  const variants = withPublications(context.newsroom, release.number, edited.value.variants, at);
  return revised({
    ...edited.value,
    variants: eachVariant(variants, (variant) => updated(variant, at)),
    corrections: [...release.corrections, { at, note: request.value.note }],
    lastEventAt: at,
  });
}

/** `POST …/withdraw`: of the languages named, or of all; the release goes with its last public variant. */
export function withdraw(context: ChangeContext, release: Release, body: unknown): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const rule = notPublic(release);
  if (rule !== null) return wrongState(rule);
  const shown = publicLanguages(release);
  const given = own(body, 'languages');
  const known = Array.isArray(given) ? given.filter(isLanguage) : [];
  if (known.some((language) => !shown.includes(language))) return wrongState('not-public-in-language');

  const { value: request, errors } = read(WithdrawBody, body);
  if (request === undefined || errors.length > 0) return refused(errors);
  const leaving = request.languages ?? shown;
  const at = eventTime(release, context.now);
  const withdrawn = { at, reason: request.reason };
  const variants = eachVariant(release.variants, (variant, language) =>
    leaving.includes(language) ? { ...variant, withdrawn } : variant,
  );
  const isLast = shown.every((language) => leaving.includes(language));
  const left = { ...release, variants, lastEventAt: at };
  return revised(isLast ? { ...left, state: 'withdrawn', withdrawn } : left);
}

/** Why a release cannot be published or scheduled; null when it can. */
function unpublished({ state }: Release): StateRule | null {
  if (state === 'published') return 'already-published';
  return state === 'withdrawn' ? 'already-withdrawn' : null;
}

/** Why a release cannot be corrected or withdrawn; null when it can. */
function notPublic({ state }: Release): StateRule | null {
  if (state === 'withdrawn') return 'already-withdrawn';
  return state === 'published' ? null : 'not-published';
}

function firstTime(
  state: FirstState | undefined,
  time: Reading<Instant | null>,
  now: Instant,
): Reading<Instant | null> {
  if (state === 'scheduled') return ahead(time, now);
  const isFuture = typeof time.value === 'number' && time.value > now;
  return state === 'published' && isFuture ? refusedTime('time-in-future') : time;
}

function newVariants(written: ReleaseRequest['variants']): Variants {
  const variants: { [L in Language]?: Variant } = {};
  for (const language of languagesOf(written)) {
    const variant = written[language];
    if (variant !== undefined) variants[language] = { ...variant, ...NEVER_PUBLIC };
  }
  return variants;
}

/** A public variant as a correction leaves it; one that was withdrawn stays as it is. */
function updated(variant: Variant, at: Instant): Variant {
  if (variant.publication === null || variant.withdrawn !== null) return variant;
  return { ...variant, publication: { ...variant.publication, updatedAt: at } };
}
