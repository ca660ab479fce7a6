/** What of an epoch's record does not come from the clock: two equal trainings agree on all of it, bit by bit. */
export function withoutClock<Epoch extends object>(epoch: Epoch): Omit<Epoch, 'seconds' | 'samplesPerSecond'> {
  const {
    seconds: _,
    samplesPerSecond: __,
    ...rest
  } = epoch as Epoch & Record<'seconds' | 'samplesPerSecond', unknown>;
  return rest;
}
