import { isObject } from '../base/json.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { RELEASE_TYPES } from '../domain/release.ts';
import { ownerOf } from '../domain/timeline.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { Stored } from '../storage/store.ts';

/** An export leaves out rows that a rebuild can compute, such as timelines and lists. */
export const FAMILIES = [
  'newsroom',
  'token',
  'release',
  'revision',
  'shelf',
  'placed',
  'origin',
  'alias',
  'subscriber',
  'mailed',
  'media-bytes',
  'media',
] as const;
export type Family = (typeof FAMILIES)[number];
export const END = 'end';
const RECORD_NAMES = [...FAMILIES, END] as const;
const TIMELINE = `(?:${LANGUAGES.join('|')}):(?:all|t-(?:${RELEASE_TYPES.join('|')})|k-(?:[0-9a-f]{2})+)`;
export const ID_PATTERNS: { readonly [F in Family]: RegExp } = {
  newsroom: /^$/,
  token: /^[0-9a-f]{16}$/,
  release: /^000[0-9]{6}$/,
  revision: /^000[0-9]{6}:[0-9]{9}$/,
  shelf: new RegExp(`^${TIMELINE}$`),
  placed: new RegExp(`^${TIMELINE}:0{9}[0-9]{6}$`),
  origin: /^[0-9a-f]{64}$/,
  alias: /^[0-9a-f]{64}$/,
  subscriber: /^(?:fi|sv|en):[0-9a-f]{32}$/,
  mailed: /^[0-9a-f]{32}:000[0-9]{6}$/,
  'media-bytes': /^[0-9a-f]{32}:[0-9]{4}$/,
  media: /^[0-9a-f]{32}$/,
};
export function baseOf(family: Family, key: number): string {
  if (family === 'newsroom') return 'newsroom';
  return family === 'shelf' || family === 'placed'
    ? `${family}:${ownerOf(key)}`
    : newsroomKeys.releases(key).replace('release', family);
}

/** As JSON: `{ "record": family, "id": key below the newsroom, "value": … }`. */
export interface ExportLine {
  readonly family: Family | typeof END;
  readonly id: string;
  readonly value: Stored;
}

export function parseLine(line: string): ExportLine | null {
  try {
    const parsed: unknown = JSON.parse(line);
    if (!isObject(parsed) || !isObject(parsed.value) || typeof parsed.id !== 'string') return null;
    const family = RECORD_NAMES.find((name) => name === parsed.record);
    return family === undefined ? null : { family, id: parsed.id, value: parsed.value };
  } catch {
    return null;
  }
}
