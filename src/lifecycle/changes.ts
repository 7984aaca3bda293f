import { isTooDeep, ownField } from '../base/json.ts';
import { isLanguage, type Language, languagesOf } from '../base/locale/language.ts';
import { fail, type Result } from '../base/problem.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Release, Source, Variant, Variants } from '../domain/release.ts';
import { invalidFields } from '../validation/field-errors.ts';
import { type ParseResult, parseInput } from '../validation/parse.ts';
import {
  CorrectBody,
  CreateBody,
  EmptyBody,
  INITIAL_STATES,
  type InitialState,
  NO_EXISTING_CONTENT,
  parseContent,
  parsePublishAt,
  type ReleaseRequest,
  ScheduleBody,
  WithdrawBody,
} from '../validation/release-request.ts';
import type { ChangeContext } from './context.ts';
import { futureTime, invalidTime, mergeEdit, NEVER_PUBLIC, parseEdit, unpublishableErrors } from './edit.ts';
import {
  eachVariant,
  eventTime,
  nextRevision,
  publicLanguages,
  type StateRule,
  toPublished,
  withPublications,
  wrongState,
} from './public-event.ts';

/**
 * `POST …/releases`. All functions of this file fail in this order: `malformed` (nests too deep), `wrong-state`,
 * `invalid` with all field errors, `too-large`.
 */
export function createRelease(
  context: ChangeContext,
  number: number,
  body: unknown,
  source: Source | null = null,
): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const given = ownField(body, 'state') ?? 'draft';
  const state = INITIAL_STATES.find((first) => first === given);
  const content = parseContent(CreateBody, body, context, NO_EXISTING_CONTENT);
  const time = parseInitialTime(state, parsePublishAt(body), context.now);
  const errors = [...content.errors, ...time.errors];
  if (content.value === undefined || time.value === undefined || state === undefined || errors.length > 0) {
    return invalidFields(errors);
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
  if (state !== 'published') return nextRevision(release);
  return nextRevision(toPublished(context.newsroom, release, time.value ?? toSecond(context.now)));
}

/** `PATCH …/releases/{n}`. A new variant of a published release is public at once. */
export function patchRelease(context: ChangeContext, release: Release, patch: unknown): Result<Release> {
  const edit = mergeEdit(context, release, patch);
  if (!edit.ok) return edit;
  const { value: edited, errors } = parseEdit(context, release, edit.value);
  if (edited === undefined) return invalidFields(errors);
  const isNew = Object.values(edited.variants).some((variant) => variant.publication === null);
  if (edited.state !== 'published' || !isNew) return nextRevision(edited);
  const at = eventTime(release, context.now);
  const variants = withPublications(context.newsroom, release.number, edited.variants, at);
  return nextRevision({ ...edited, variants, lastEventAt: at });
}

/** `POST …/publish`. A `publishAt` in the past stays the date; an embargo ends now. */
export function publish(context: ChangeContext, release: Release, body: unknown = {}): Result<Release> {
  const rule = publishRefusal(release);
  if (rule !== null) return wrongState(rule);
  const errors = [...parseInput(EmptyBody, body).errors, ...unpublishableErrors(context, release)];
  if (errors.length > 0) return invalidFields(errors);
  const { publishAt } = release;
  const isPast = publishAt !== null && publishAt <= context.now;
  return nextRevision(toPublished(context.newsroom, release, isPast ? publishAt : toSecond(context.now)));
}

export function schedule(context: ChangeContext, release: Release, body: unknown): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const rule = publishRefusal(release);
  if (rule !== null) return wrongState(rule);
  const request = parseInput(ScheduleBody, body);
  const isGiven = typeof ownField(body, 'publishAt') === 'string';
  const time = isGiven ? futureTime(parsePublishAt(body), context.now) : parsePublishAt(body);
  const errors = [...request.errors, ...time.errors, ...unpublishableErrors(context, release)];
  if (time.value === undefined || errors.length > 0) return invalidFields(errors);
  return nextRevision({ ...release, state: 'scheduled', publishAt: time.value });
}

/** `POST …/unschedule`. The draft keeps its `publishAt`. */
export function unschedule(release: Release, body: unknown = {}): Result<Release> {
  if (release.state === 'withdrawn') return wrongState('already-withdrawn');
  if (release.state !== 'scheduled') return wrongState('not-scheduled');
  const { errors } = parseInput(EmptyBody, body);
  return errors.length > 0 ? invalidFields(errors) : nextRevision({ ...release, state: 'draft' });
}

/** The date of the release is the planned time, even when the alarm is late. */
export function liftEmbargo(context: ChangeContext, release: Release): Result<Release> {
  if (release.state !== 'scheduled' || release.publishAt === null || release.publishAt > context.now) {
    return wrongState('not-scheduled');
  }
  return nextRevision(toPublished(context.newsroom, release, release.publishAt));
}

export function correct(context: ChangeContext, release: Release, body: unknown): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const rule = correctRefusal(release);
  if (rule !== null) return wrongState(rule);
  const variantsPatch = ownField(body, 'variants');
  const edit = mergeEdit(context, release, variantsPatch === undefined ? {} : { variants: variantsPatch });
  if (!edit.ok) return edit;

  const request = parseInput(CorrectBody, body);
  const edited = parseEdit(context, release, edit.value);
  const errors = [...request.errors, ...edited.errors];
  if (release.corrections.length >= LIMITS.corrections) {
    errors.push({ pointer: '/note', code: 'too-many', params: { max: LIMITS.corrections } });
  }
  if (request.value === undefined || edited.value === undefined || errors.length > 0)
    return invalidFields(errors);

  const at = eventTime(release, context.now);
  const variants = withPublications(context.newsroom, release.number, edited.value.variants, at);
  return nextRevision({
    ...edited.value,
    variants: eachVariant(variants, (variant) => withUpdatedAt(variant, at)),
    corrections: [...release.corrections, { at, note: request.value.note }],
    lastEventAt: at,
  });
}

/** `POST …/withdraw`. Without a public variant the whole release is withdrawn. */
export function withdraw(context: ChangeContext, release: Release, body: unknown): Result<Release> {
  if (isTooDeep(body)) return fail('malformed');
  const rule = correctRefusal(release);
  if (rule !== null) return wrongState(rule);
  const current = publicLanguages(release);
  const given = ownField(body, 'languages');
  const languages = Array.isArray(given) ? given.filter(isLanguage) : [];
  if (languages.some((language) => !current.includes(language))) return wrongState('not-public-in-language');

  const { value: request, errors } = parseInput(WithdrawBody, body);
  if (request === undefined || errors.length > 0) return invalidFields(errors);
  const removed = request.languages ?? current;
  const at = eventTime(release, context.now);
  const withdrawn = { at, reason: request.reason };
  const variants = eachVariant(release.variants, (variant, language) =>
    removed.includes(language) ? { ...variant, withdrawn } : variant,
  );
  const isLast = current.every((language) => removed.includes(language));
  const changed = { ...release, variants, lastEventAt: at };
  return nextRevision(isLast ? { ...changed, state: 'withdrawn', withdrawn } : changed);
}

function publishRefusal({ state }: Release): StateRule | null {
  if (state === 'published') return 'already-published';
  return state === 'withdrawn' ? 'already-withdrawn' : null;
}

function correctRefusal({ state }: Release): StateRule | null {
  if (state === 'withdrawn') return 'already-withdrawn';
  return state === 'published' ? null : 'not-published';
}

function parseInitialTime(
  state: InitialState | undefined,
  time: ParseResult<Instant | null>,
  now: Instant,
): ParseResult<Instant | null> {
  if (state === 'scheduled') return futureTime(time, now);
  const isFuture = typeof time.value === 'number' && time.value > now;
  return state === 'published' && isFuture ? invalidTime('time-in-future') : time;
}

function newVariants(written: ReleaseRequest['variants']): Variants {
  const variants: { [L in Language]?: Variant } = {};
  for (const language of languagesOf(written)) {
    const variant = written[language];
    if (variant !== undefined) variants[language] = { ...variant, ...NEVER_PUBLIC };
  }
  return variants;
}

function withUpdatedAt(variant: Variant, at: Instant): Variant {
  if (variant.publication === null || variant.withdrawn !== null) return variant;
  return { ...variant, publication: { ...variant.publication, updatedAt: at } };
}
