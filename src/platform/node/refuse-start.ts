/** One line for the operator, and the end of the process: handles may be open that would keep it running. */
export function refuseStart(sentence: string, error: unknown): never {
  const reason = error instanceof Error ? error.message : 'unknown';
  process.stderr.write(`${sentence}: ${reason.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exit(1);
}
