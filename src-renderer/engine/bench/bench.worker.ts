import { benchModels, type BenchModel } from '#shared/bench/models.ts';
import type { PageParticipant } from '#shared/bench/participants.ts';
import type { FromBench, ToBench } from './benchMessages.ts';
import type { Trainee } from './trainee.ts';

/** One participant of the bench, or its share of the contenders; it trains when it is told to and says how long it took. */
const worker = globalThis as unknown as {
  postMessage(message: FromBench): void;
  onmessage: ((event: MessageEvent<ToBench>) => void) | null;
};
let trainee: Trainee | null = null;

async function open(model: BenchModel, participant: PageParticipant, contenders: number): Promise<Trainee> {
  if (participant === 'stockWebgl' || participant === 'stockWasm' || participant === 'stockCpu') {
    const { openStock } = await import('./stock.ts');
    const backend = ({ stockWebgl: 'webgl', stockWasm: 'wasm', stockCpu: 'cpu' } as const)[participant];
    return openStock(model, backend);
  }
  const { openOurs } = await import('./ours.ts');
  return openOurs(model, participant === 'oursWebgl' ? 'webgl' : 'auto', contenders);
}

async function handle(message: ToBench): Promise<FromBench> {
  const startedMs = performance.now();
  if (message.type === 'open')
    trainee = await open(benchModels[message.model], message.participant, message.contenders);
  else await trainee!.train(message.updates);
  return { type: 'done', backend: trainee!.backend, ms: performance.now() - startedMs };
}

worker.onmessage = ({ data }) => {
  void handle(data)
    .catch((error: unknown): FromBench => ({
      type: 'failed',
      message: error instanceof Error ? error.message : String(error),
    }))
    .then((answer) => worker.postMessage(answer));
};
