import { toRfc822 } from './helsinki.ts';
import type { Instant } from './instant.ts';

/** The `feed` package prints dates with `toUTCString`, so this date prints Helsinki's offset instead of GMT there. */
export function helsinkiDate(instant: Instant): Date {
  return Object.assign(new Date(instant), { toUTCString: () => toRfc822(instant) });
}
