import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KINDS } from '../../../bench/damage/kinds.ts';
import { runRound } from '../../../bench/damage/round.ts';
import { type Prepared, prepare } from '../../../bench/damage/site.ts';

/** Some of the rounds of `bench/programs/damage.ts`. */

let place: string;
let prepared: Prepared;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'kaiku-rounds-'));
  prepared = await prepare(place);
}, 60_000);

afterAll(() => rmSync(place, { recursive: true }));

test.each(Object.keys(KINDS))(
  '%s: what is lost is told, and a release can be published',
  async (kind) => {
    const round = await runRound(place, prepared, kind, 4);
    expect(round.lost === 0 || round.isTold).toBe(true);
    expect(round.isPublishing).toBe(true);
    if (kind.includes('a file')) expect(round).toMatchObject({ lost: 1, lostAfterRepair: 0 });
    if (kind === 'a kill between two writes') expect(round).toMatchObject({ lost: 0, lostAfterBackup: 0 });
  },
  60_000,
);
