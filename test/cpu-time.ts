/** Milliseconds of CPU that this thread used for `work`. Unlike elapsed time, it does not depend on what else runs. */
export function cpuTimeOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
