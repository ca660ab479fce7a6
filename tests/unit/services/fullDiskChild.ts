import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { callHandler } from '#main/services/callHandler.ts';
import { createStudioServices } from '#main/services/studioService.ts';
import { bytesAddress } from '#shared/contract.ts';
import { environment, hashA, hashB, resources, silentHost, startInput } from './fixtures.ts';

/** Appends points on a disk that fills up, waits through a heartbeat, makes room and tries again. Prints what came of it as JSON. */
const userData = process.argv[2]!;
const services = await createStudioServices({
  userData,
  exportsFolder: userData,
  resources,
  appVersion: '0',
  host: silentHost,
  emit: () => undefined,
});
const { handlers } = services;
const { runs } = await handlers['experiments.start'](startInput());
const run = runs[0]!.id;
await handlers['runs.begin']({ run, environment, initialWeightsHash: hashA, batchOrderHash: hashB });

const PIECE = 2000;
const append = (fromStep: number) => {
  const values = Array.from({ length: PIECE }, (_, i) => fromStep + i);
  return callHandler(services, 'runs.append', {
    runs: [{ run, steps: [{ series: 'loss', fromStep, values }], epochs: [] }],
  });
};
const putBallast = () =>
  services.bytes({
    method: 'PUT',
    path: bytesAddress.newCheckpoint(run),
    body: new Blob([new Uint8Array(2 ** 20)]).stream(),
    length: null,
  });

const ballast = path.join(userData, 'ballast');
const { bavail, bsize } = fs.statfsSync(userData);
fs.writeFileSync(ballast, Buffer.alloc(bavail * bsize - 400 * 1024));

let step = 1;
let refused = await append(step);
while (refused.ok) {
  step += PIECE;
  refused = await append(step);
}
const acknowledged = step - 1;
const checkpoint = await putBallast();
// The heartbeat writes too: a full disk must not end the host.
await delay(2500);
const kept = services.runs.points(run).steps;
fs.rmSync(ballast);
const again = await append(step);
const after = services.runs.points(run).steps;
const left = fs.readdirSync(path.join(userData, 'runs', run));
await services.close();
const whole = (steps: typeof kept) =>
  steps.length === 1 && steps[0]!.values.every((value, i) => value === i + 1) ? steps[0]!.values.length : 0;
console.log(
  JSON.stringify({
    acknowledged,
    refused,
    checkpoint: checkpoint.status,
    kept: whole(kept),
    again,
    after: whole(after),
    left,
  }),
);
