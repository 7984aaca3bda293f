import { toRfc822 } from './helsinki.ts';
import type { Instant } from './instant.ts';

/** A date that is printed with Helsinki's offset instead of GMT, for a library that takes dates and prints them itself. */
export function helsinkiDate(instant: Instant): Date {
  return Object.assign(new Date(instant), { toUTCString: () => toRfc822(instant) });
}
