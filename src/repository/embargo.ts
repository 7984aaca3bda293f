import { dueKeys } from '../jobs/due-keys.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { Projection } from './projection.ts';
import { numberAtEnd } from './release-list.ts';

export function liftTask(number: number): string {
  return `lift-${number}`;
}

export const embargoes: Projection = {
  rows: ({ number, state, publishAt }, { key }) =>
    state === 'scheduled' && publishAt !== null
      ? [{ key: dueKeys.row(publishAt, key, liftTask(number)), value: { key, task: 'lift', number } }]
      : [],
  base: () => dueKeys.all(),
  isOwn: (row, { key }) => row.includes(`:${paddedNumber(key)}:lift-`),
  numberOf: numberAtEnd,
};
