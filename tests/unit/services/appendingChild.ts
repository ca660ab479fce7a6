import { createStudioServices } from '#main/services/studioService.ts';
import { environment, hashA, hashB, resources, silentHost, startInput } from './fixtures.ts';

/** Appends points as fast as it can and says so after each acknowledgement, until it is killed. */
const userData = process.argv[2]!;
const options = {
  userData,
  exportsFolder: userData,
  resources,
  appVersion: '0',
  host: silentHost,
  emit: () => undefined,
};
const { handlers } = await createStudioServices(options);
const { runs } = await handlers['experiments.start'](startInput());
const run = runs[0]!.id;
await handlers['runs.begin']({ run, environment, initialWeightsHash: hashA, batchOrderHash: hashB });
process.stdout.write(`run ${run}\n`);
for (let step = 1; ; step += 4) {
  const values = [step, step + 1, step + 2, step + 3].map((at) => at / 8);
  await handlers['runs.append']({ runs: [{ run, steps: [{ series: 'loss', fromStep: step, values }], epochs: [] }] });
  process.stdout.write(`ack ${step + 3}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
