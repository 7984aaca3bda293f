import { parseHttpDate } from '../base/time/http-date.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';

/** A conditional request; several lines of a field come joined with commas. */
export interface Conditions {
  readonly method: string;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
}

export interface Validators {
  /** With its quotes, and `W/` when weak. */
  readonly etag: string;
  readonly lastModified: Instant | null;
}

/**
 * Whether a GET or HEAD is answered 304 (RFC 9110 section 13.2.2). `If-Modified-Since` counts only when there is no
 * `If-None-Match`, and not when it is no valid date; `now` is for dates with two-digit years.
 */
export function isNotModified(request: Conditions, current: Validators, now: Instant): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (request.ifNoneMatch !== null) {
    // Section 13.1.2: weak comparison.
    const wanted = opaque(current.etag);
    return matchesAny(request.ifNoneMatch, (tag) => opaque(tag) === wanted);
  }
  if (request.ifModifiedSince === null || current.lastModified === null) return false;
  const since = parseHttpDate(request.ifModifiedSince, now);
  return since !== null && toSecond(current.lastModified) <= since;
}

/** Whether `If-Match` holds for a resource that exists (RFC 9110 section 13.1.1): strong comparison, so `W/` never. */
export function matchesIfMatch(ifMatch: string, etag: string): boolean {
  return matchesAny(ifMatch, (tag) => !tag.startsWith('W/') && tag === etag);
}

/** A list that is not well-formed names nothing: the answer is then the whole document, or 412, both safe. */
function matchesAny(field: string, matches: (tag: string) => boolean): boolean {
  if (field.trim() === '*') return true;
  return entityTags(field)?.some(matches) ?? false;
}

/** Section 8.8.3: no escapes within the quotes, commas are allowed. */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*"/y;
const SPACE = /[ \t]*/y;
/** Section 5.6.1.2: a list may have empty members. */
const SPACE_AND_COMMAS = /[ \t,]*/y;

/** The tags of a list, null when something else stands in it. Linear: every pattern moves on from where it stopped. */
function entityTags(field: string): string[] | null {
  const tags: string[] = [];
  let at = read(SPACE_AND_COMMAS, field, 0).end;
  while (at < field.length) {
    const tag = read(ENTITY_TAG, field, at);
    if (tag.text === null) return null;
    tags.push(tag.text);
    at = read(SPACE, field, tag.end).end;
    if (at < field.length && field[at] !== ',') return null;
    at = read(SPACE_AND_COMMAS, field, at).end;
  }
  return tags;
}

function read(pattern: RegExp, field: string, from: number): { text: string | null; end: number } {
  pattern.lastIndex = from;
  const text = pattern.exec(field)?.[0] ?? null;
  return { text, end: from + (text?.length ?? 0) };
}

/** What weak comparison compares (section 8.8.3.2). */
function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
