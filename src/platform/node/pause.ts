/** Milliseconds of work after which other requests are answered first. */
const MAX_TURN = 10;

/**
 * Returns a function that long work awaits again and again: what waits at the sockets is handled in between. Awaiting the
 * store alone would not do that, because SQLite answers at once and promises are resolved before anything else.
 */
export function createPause(): () => Promise<void> {
  let began: number | null = null;
  return () => {
    const now = performance.now();
    if (began === null) {
      began = now;
      setImmediate(() => {
        began = null;
      });
    }
    return now - began < MAX_TURN ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve));
  };
}
