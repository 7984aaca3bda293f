import type { FC } from 'hono/jsx';
import { toRfc3339, toStamp } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';

/** `12.11.2025 23:08:27 EET` for people, with the offset for machines. */
export const Stamp: FC<{ readonly at: Instant }> = ({ at }) => (
  <time datetime={toRfc3339(at)}>{toStamp(at)}</time>
);
