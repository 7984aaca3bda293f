import { openDatabase } from '../../src/platform/node/sqlite.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';

/** Commits batches to the given file, prints the number of each acknowledged batch, and runs until a signal. */
const store = openStore(sqlDriver(openDatabase(process.argv[2] ?? ':memory:')));

for (let batch = 1; ; batch += 1) {
  await store.commit([
    { key: `release:${batch}`, value: { batch, body: 'Meri nousee. '.repeat(500) } },
    { key: `timeline:fi:${batch}`, value: { batch } },
    { key: `outbox:${batch}`, value: { batch } },
    { key: 'shelf:fi', value: { open: batch }, expect: batch - 1 },
  ]);
  process.stdout.write(`${batch}\n`);
}
