import type { Language } from '../../base/locale/language.ts';
import { utcDay } from '../../base/time/utc.ts';

/** Numbers and months as each language writes them. Finland's Swedish, British dates. */
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

/** `1,2 Mt`, `1,2 MB`: decimal units, as shops and systems count. */
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

/** `image/jpeg` as `JPEG`: what people call a file of the type. */
export function fileKind(type: string): string {
  const known: { readonly [type: string]: string } = {
    'application/pdf': 'PDF',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
    'application/vnd.oasis.opendocument.text': 'ODT',
    'video/quicktime': 'MOV',
  };
  const subtype = type.split('/')[1] ?? '';
  return known[type] ?? (/^[a-z0-9]{1,8}$/.test(subtype) ? subtype.toUpperCase() : '');
}
