import type { BenchModelId } from '#shared/bench/models.ts';
import type { PageParticipant } from '#shared/bench/participants.ts';

export type ToBench =
  | {
      readonly type: 'open';
      readonly model: BenchModelId;
      readonly participant: PageParticipant;
      /** Contenders of this worker. */
      readonly contenders: number;
    }
  | { readonly type: 'train'; readonly updates: number };

/** The answer to each message; `message` where it failed. */
export type FromBench =
  | { readonly type: 'done'; readonly backend: string; readonly ms: number }
  | { readonly type: 'failed'; readonly message: string };
