import type { FC } from 'hono/jsx';
import { toDisplayTime, toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';

export const Timestamp: FC<{ readonly at: Instant }> = ({ at }) => (
  <time datetime={toRfc3339(at)}>{toDisplayTime(at)}</time>
);
