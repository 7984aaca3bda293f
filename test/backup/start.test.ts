import { expect, test } from 'vitest';
import { attemptKeys } from '../../src/backup/attempt.ts';
import { openInstance } from './backup-harness.ts';

test('the service starts although a restore that was decided cannot be completed', async () => {
  const { service, store } = await openInstance();
  // It does not say which newsroom it restores.
  await store.commit([{ key: attemptKeys.attempt(1), value: { schema: 1, id: 'x', phase: 'switching' } }]);
  await expect(service.upgrade()).resolves.toBeUndefined();
  await service.close();
});
