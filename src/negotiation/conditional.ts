import { parseHttpDate } from '../base/time/http-date.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';

export interface Conditions {
  readonly method: string;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
}

export interface Validators {
  readonly etag: string;
  readonly lastModified: Instant | null;
}

/** RFC 9110 section 13.2.2: `If-None-Match` has precedence over `If-Modified-Since`. */
export function isNotModified(request: Conditions, current: Validators, now: Instant): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (request.ifNoneMatch !== null) {
    const wanted = opaqueTag(current.etag);
    return matchesAny(request.ifNoneMatch, (tag) => opaqueTag(tag) === wanted);
  }
  if (request.ifModifiedSince === null || current.lastModified === null) return false;
  const since = parseHttpDate(request.ifModifiedSince, now);
  return since !== null && toSecond(current.lastModified) <= since;
}

/** RFC 9110 section 13.1.1: strong comparison, so a weak tag never matches. */
export function matchesIfMatch(ifMatch: string, etag: string): boolean {
  return matchesAny(ifMatch, (tag) => !tag.startsWith('W/') && tag === etag);
}

/** A malformed list matches nothing: the whole document and 412 are both safe answers. */
function matchesAny(field: string, matches: (tag: string) => boolean): boolean {
  if (field.trim() === '*') return true;
  return entityTags(field)?.some(matches) ?? false;
}

/** RFC 9110 section 8.8.3: a tag may contain commas but no escapes. */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*"/y;
const SPACE = /[ \t]*/y;
const SPACE_AND_COMMAS = /[ \t,]*/y;

/** Returns null when the list is malformed. Sticky patterns keep the time linear. */
function entityTags(field: string): string[] | null {
  const tags: string[] = [];
  let at = matchAt(SPACE_AND_COMMAS, field, 0).end;
  while (at < field.length) {
    const tag = matchAt(ENTITY_TAG, field, at);
    if (tag.text === null) return null;
    tags.push(tag.text);
    at = matchAt(SPACE, field, tag.end).end;
    if (at < field.length && field[at] !== ',') return null;
    at = matchAt(SPACE_AND_COMMAS, field, at).end;
  }
  return tags;
}

function matchAt(pattern: RegExp, field: string, from: number): { text: string | null; end: number } {
  pattern.lastIndex = from;
  const text = pattern.exec(field)?.[0] ?? null;
  return { text, end: from + (text?.length ?? 0) };
}

function opaqueTag(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
