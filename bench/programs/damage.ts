import { KINDS } from '../damage/kinds.ts';
import { type Round, runRound } from '../damage/round.ts';
import { prepare } from '../damage/site.ts';
import { table } from '../table.ts';

/** Rounds of damage to a copy of a store. The arguments are the directory, the number of rounds and the first seed. */
const [place = '', rounds = '500', seed = '1'] = process.argv.slice(2);
const prepared = await prepare(place);
const kinds = Object.keys(KINDS);
const done: Round[] = [];
for (let at = 0; at < Number(rounds); at += 1) {
  const round = await runRound(place, prepared, kinds[at % kinds.length] ?? '', Number(seed) + at);
  done.push(round);
  if (round.lost > 0 && !round.isTold)
    process.stderr.write(`seed ${Number(seed) + at}: ${JSON.stringify(round)}\n`);
}
const rows = kinds.map((kind) => {
  const of = done.filter((round) => round.kind === kind);
  const count = (is: (round: Round) => boolean) => String(of.filter(is).length);
  return [
    kind,
    String(of.length),
    count(({ lost }) => lost > 0),
    count(({ lost, isTold }) => lost > 0 && !isTold),
    count(({ isPublishing }) => !isPublishing),
    count(({ lost, lostAfterRepair }) => lost > 0 && lostAfterRepair === 0),
    count(({ lost, lostAfterBackup }) => lost > 0 && lostAfterBackup === 0),
    count(({ lostAfterBackup }) => lostAfterBackup === null),
  ];
});
const head = [
  'damage',
  'rounds',
  'something lost',
  'and not told',
  'publish refused',
  'whole after rebuild and upload',
  'whole in a restored backup',
  'no backup',
];
process.stdout.write(table(head, rows));
