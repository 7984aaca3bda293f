import type { Language } from '../../base/locale/language.ts';
import { utcDay } from '../../base/time/utc.ts';

/** Numbers and dates follow the customs of Finland, and British ones in English. */
const LOCALES: { readonly [L in Language]: string } = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-GB' };

const KILOBYTE = 1000;

/** `2025-11` as `marraskuu 2025`. */
export function monthName(language: Language, month: string): string {
  const [year, index] = month.split('-').map(Number);
  const day = utcDay(year ?? 1970, (index ?? 1) - 1, 15) ?? 0;
  return new Intl.DateTimeFormat(LOCALES[language], {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(day);
}

/** `1,2 Mt`, in decimal units. */
export function fileSize(language: Language, bytes: number): string {
  const [unit, divisor] =
    bytes < KILOBYTE ** 2 ? (['kilobyte', KILOBYTE] as const) : (['megabyte', KILOBYTE ** 2] as const);
  const amount = Math.max(bytes / divisor, 0.1);
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'unit',
    unit,
    maximumFractionDigits: amount < 10 ? 1 : 0,
  }).format(amount);
}

/** `image/jpeg` as `JPEG`; empty for a type without a common name. */
export function fileTypeName(mediaType: string): string {
  const names: { readonly [mediaType: string]: string } = {
    'application/pdf': 'PDF',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
    'application/vnd.oasis.opendocument.text': 'ODT',
    'video/quicktime': 'MOV',
  };
  const subtype = mediaType.split('/')[1] ?? '';
  return names[mediaType] ?? (/^[a-z0-9]{1,8}$/.test(subtype) ? subtype.toUpperCase() : '');
}
