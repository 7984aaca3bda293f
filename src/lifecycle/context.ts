import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { SanitizeBody } from '../validation/sanitize.ts';

export interface ChangeContext {
  readonly newsroom: Newsroom;
  readonly baseUrl: string;
  readonly now: Instant;
  readonly sanitize: SanitizeBody;
}
