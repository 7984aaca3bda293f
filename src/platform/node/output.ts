import { writeSync } from 'node:fs';

const MAX_WAIT_MS = 100;
const MAX_BUFFERED_CHARACTERS = 64 * 1024;
const STDOUT = 1;

let output: ((line: string) => void) | undefined;

/** Every call returns the same writer, so that standard output gets one listener. */
export function openOutput(): (line: string) => void {
  output ??= createOutput();
  return output;
}

/** Writes several lines at once, since a write blocks all requests. A kill loses the lines that are buffered. */
function createOutput(): (line: string) => void {
  let buffered = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const text = buffered;
    buffered = '';
    if (text !== '') process.stdout.write(text);
  };
  // The service goes on after the reader of its output has ended.
  process.stdout.on('error', () => undefined);
  process.on('exit', () => {
    try {
      writeSync(STDOUT, buffered);
    } catch {
      // The reader of the output has ended.
    }
  });

  return (line) => {
    buffered += `${line}\n`;
    if (buffered.length > MAX_BUFFERED_CHARACTERS) flush();
    else timer ??= setTimeout(flush, MAX_WAIT_MS).unref();
  };
}
