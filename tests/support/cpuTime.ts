/** Processor time of a work in ms, all threads of the process, and what the work gives: a machine that stalls does not lengthen it. */
export async function cpuTimed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cpuMs: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuMs: (user + system) / 1000 };
}
