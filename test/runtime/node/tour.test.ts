import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../src/platform/node/bundle.ts';
import { freePort } from './process.ts';

/** The indented blocks of the tour. What an answer looks like begins as an answer does. */
function blocksOfTour(): { commands: string[]; outputs: string[] } {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const tour = /\n## A tour\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
  const blocks = tour
    .split(/\n\n/)
    .filter((block) => block.startsWith('    '))
    .map((block) => block.replaceAll(/^ {4}/gm, ''));
  const isOutput = (block: string) => /^(?:HTTP\/|\{)/.test(block);
  return {
    commands: blocks.filter((block) => !isOutput(block)),
    outputs: blocks.filter(isOutput),
  };
}

test('the tour of the README runs as it is pasted, and what it shows comes', async () => {
  const port = String(await freePort());
  const { commands, outputs } = blocksOfTour();
  expect(commands.length).toBeGreaterThan(7);
  expect(outputs).toHaveLength(4);
  // Another port only, since somebody may be on the tour.
  const script = commands.join('\n').replaceAll('8790', port);
  const shell = spawn('bash', ['-e'], { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  shell.stdin.end(`trap 'kill $! 2> /dev/null; rm -rf "$TOUR"' EXIT\n${script}\n`);
  const [status] = await once(shell, 'close');
  expect(status).toBe(0);
  const given = said.replaceAll('\r', '').toLowerCase();
  for (const line of outputs.join('\n').replaceAll('8790', port).toLowerCase().split('\n')) {
    // An ellipsis stands for what differs each time.
    for (const part of line.split('…')) expect(given.includes(part), part).toBe(true);
  }
  expect(said).toContain('Kanava avataan huhtikuussa');
  expect(said).toContain('Kanalen öppnas i april');
  expect(said).toContain('"type":"image/gif"');
  expect(said).not.toContain('"errors"');
}, 60_000);
