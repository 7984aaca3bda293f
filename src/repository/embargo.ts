import { dueKeys } from '../jobs/due-keys.ts';
import { padded } from '../storage/keys.ts';
import type { Projection } from './projection.ts';
import { numberAtEnd } from './release-list.ts';

/** The task that lifts a release's embargo, in the name of its due row. */
export function liftTask(number: number): string {
  return `lift-${number}`;
}

/** The alarm of every scheduled release. */
export const embargoes: Projection = {
  rows: ({ number, state, publishAt }, { key }) =>
    state === 'scheduled' && publishAt !== null
      ? [{ key: dueKeys.row(publishAt, key, liftTask(number)), value: { key, task: 'lift', number } }]
      : [],
  base: () => dueKeys.all(),
  isOwn: (row, { key }) => row.includes(`:${padded(key)}:lift-`),
  numberOf: numberAtEnd,
};
