/** A participant that is open. */
export interface Timed {
  /** Trains so many updates of each of its contenders; gives the milliseconds it took. */
  train(updates: number): Promise<number>;
  close(): Promise<void>;
}
