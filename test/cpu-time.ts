/** Milliseconds of CPU that this thread used for `work`. Unlike elapsed time, it does not depend on what else runs. */
export function cpuTimeOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Milliseconds of CPU that this thread used at most for `work` before something else could run. */
export async function longestTurnOf(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = process.threadCpuUsage();
  const measure = () => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, now.user + now.system - before.user - before.system);
    before = now;
  };
  const ticks = setInterval(measure, 1);
  try {
    await work();
  } finally {
    clearInterval(ticks);
  }
  measure();
  return longest / 1_000;
}
