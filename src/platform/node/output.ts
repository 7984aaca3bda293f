import { writeSync } from 'node:fs';

/** Milliseconds that a line may wait for others, and characters that no longer wait. */
const WAIT = 100;
const FULL = 64 * 1024;
const STDOUT = 1;

let output: ((line: string) => void) | undefined;

/** The process has one standard output, which is listened to once however many write to it. */
export function openOutput(): (line: string) => void {
  output ??= watchedOutput();
  return output;
}

/**
 * Lines to standard output, several a write: each is a system call that every request of its moment would wait for. What
 * still waits is written when the process ends, unless by a kill.
 */
function watchedOutput(): (line: string) => void {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text !== '') process.stdout.write(text);
  };
  // Whoever read it may have gone; the service goes on.
  process.stdout.on('error', () => undefined);
  process.on('exit', () => {
    try {
      writeSync(STDOUT, waiting);
    } catch {
      // Nobody is there to be told.
    }
  });

  return (line) => {
    waiting += `${line}\n`;
    if (waiting.length > FULL) flush();
    else timer ??= setTimeout(flush, WAIT).unref();
  };
}
