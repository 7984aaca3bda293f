import { parseHttpDate } from '../base/time/http-date.ts';
import type { Instant } from '../base/time/instant.ts';

/** RFC 9110 section 10.2.3. Returns milliseconds, or null when the field is neither seconds nor a date. */
export function parseRetryAfter(field: string | null, now: Instant): number | null {
  const text = field?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  const at = parseHttpDate(text, now);
  return at === null ? null : Math.max(0, at - now);
}
