/** Somebody who trains and can be timed. */
export interface Trainee {
  /** What it computes on. */
  readonly backend: string;
  /** So many updates of each of its contenders; resolves when the last loss has been read. */
  train(updates: number): Promise<void>;
}
