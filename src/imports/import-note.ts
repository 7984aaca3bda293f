import type { Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import type { ReadDate } from './dates.ts';

/** What an editor should know of an item that came in. */
export interface ImportNote {
  readonly code: ImportNoteCode;
  /** How many were left out; only for codes that count. */
  readonly count?: number;
  /** Time zone in which a date was understood. */
  readonly zone?: string;
}

export const IMPORT_NOTE_CODES = [
  'date-without-zone',
  'title-shortened',
  'lead-moved',
  'lead-shortened',
  'keywords-left-out',
  'contacts-left-out',
  'media-left-out',
  'links-left-out',
  'details-shortened',
] as const;

export type ImportNoteCode = (typeof IMPORT_NOTE_CODES)[number];

/** A note for each zone in which dates of one item were understood. */
export function dateNotes(...dates: readonly (ReadDate | null)[]): ImportNote[] {
  const zones = new Set(dates.flatMap((date) => date?.assumedZone ?? []));
  return [...zones].map((zone) => ({ code: 'date-without-zone', zone }));
}

export function noteText(language: Language, { code, count, zone }: ImportNote): string {
  return translate(language, `intake:note.${code}`, { count: count ?? 1, zone: zone ?? 'UTC' });
}
