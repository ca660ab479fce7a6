import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#main/services/database.ts';
import { migrations } from '#main/services/migrations.ts';
import { bytesAddress } from '#shared/contract.ts';
import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from '#shared/domain/checkpointBytes.ts';
import {
  bodyOf,
  bytesStream,
  codeOf,
  environment,
  hashA,
  hashB,
  openStudio,
  startInput,
  tempFolder,
} from './support.ts';
import type { TestStudio } from './support.ts';

function checkpoint(run: string, changes: Partial<RunCheckpoint> = {}): RunCheckpoint {
  return {
    run,
    seed: 1,
    step: 4,
    epoch: 2,
    batches: 1,
    initialWeightsHash: hashA,
    orderHash: hashB,
    sums: { loss: 0.1 + 0.2, score: -0, rows: 7 },
    seconds: 0.25,
    rates: [{ step: 3, rate: 0.1 + 0.2 }],
    plateau: { lr: 1 / 3, best: Infinity, wait: 1, cooldown: 0 },
    stopping: { best: 0.5, bestEpoch: 0, wait: 2, stopped: false, epochs: 3, bestWeights: [Float32Array.of(7, 8)] },
    parameters: [
      { theta: Float32Array.of(1, -0), slots: { m: Float32Array.of(NaN, 3e-45), power: 0.1 + 0.7 }, updates: 4 },
    ],
    ...changes,
  };
}

describe('a checkpoint as bytes', () => {
  it('comes back to the bit, numbers without a sign in JSON too', () => {
    const whole = checkpoint('r-1');
    expect(decodeCheckpoint(encodeCheckpoint(whole))).toEqual(whole);
    const plain = checkpoint('r-1', { plateau: null, stopping: null });
    expect(decodeCheckpoint(encodeCheckpoint(plain))).toEqual(plain);
  });

  it('is refused when it is cut, longer, of a newer version, or something else', async () => {
    const bytes = encodeCheckpoint(checkpoint('r-1'));
    const newer = bytes.slice();
    newer.set(new TextEncoder().encode('"version":2'), new TextDecoder().decode(bytes).indexOf('"version":1'));
    const longer = new Uint8Array(bytes.length + 4);
    longer.set(bytes);
    for (const wrong of [bytes.slice(0, 5), bytes.slice(0, 60), bytes.slice(0, -4), longer, newer, bytes.slice(4)])
      expect(await codeOf(() => decodeCheckpoint(wrong))).toBe('checkpointNotReadable');
  });
});

/** A run of this host with ten acknowledged updates in three epochs. */
async function trained({ services }: TestStudio): Promise<{ run: string; experiment: string; others: string[] }> {
  const { handlers } = services;
  const { record, runs } = await handlers['experiments.start'](startInput());
  const run = runs[0]!.id;
  await handlers['runs.begin']({ run, environment, initialWeightsHash: hashA, batchOrderHash: hashA });
  const epoch = (number: number, step: number) =>
    ({ epoch: number, step, loss: 1, valLoss: 1, metrics: {}, valMetrics: {}, seconds: 1 }) as const;
  const values = Array.from({ length: 10 }, (_, i) => i + 1);
  const epochs = [epoch(1, 3), epoch(2, 6), epoch(3, 9)];
  await handlers['runs.append']({ runs: [{ run, steps: [{ series: 'loss', fromStep: 1, values }], epochs }] });
  return { run, experiment: record.id, others: runs.slice(1).map(({ id }) => id) };
}

function put(studio: TestStudio, run: string, bytes: Uint8Array<ArrayBuffer>) {
  const body = bytesStream(bytes);
  return studio.services.bytes({ method: 'PUT', path: bytesAddress.newCheckpoint(run), body, length: bytes.length });
}

const filesOf = (studio: TestStudio, run: string) => fs.readdirSync(path.join(studio.userData, 'runs', run)).sort();

describe('checkpoints of a run', () => {
  it('keeps the newest two, gives them back, and forgets what a killed process left', async () => {
    const studio = await openStudio();
    const { run } = await trained(studio);
    fs.mkdirSync(path.join(studio.userData, 'runs', run), { recursive: true });
    fs.writeFileSync(path.join(studio.userData, 'runs', run, 'checkpoint-9.bin.00.part'), 'half');
    for (const step of [2, 4, 6])
      expect((await put(studio, run, encodeCheckpoint(checkpoint(run, { step })))).status).toBe(204);
    expect(filesOf(studio, run)).toEqual(['checkpoint-2.bin', 'checkpoint-3.bin']);
    const answer = await studio.services.bytes({
      method: 'GET',
      path: bytesAddress.checkpoint(run, 3),
      body: null,
      length: null,
    });
    expect(decodeCheckpoint(new Uint8Array(await bodyOf(answer.body))).step).toBe(6);
    const gone = { method: 'GET', path: bytesAddress.checkpoint(run, 1), body: null, length: null } as const;
    expect((await studio.services.bytes(gone)).status).toBe(404);
  });

  it("takes none that is ahead of the acknowledged points, another run's, or damaged", async () => {
    const studio = await openStudio();
    const { run, others } = await trained(studio);
    const bytes = encodeCheckpoint(checkpoint(run));
    expect((await put(studio, run, encodeCheckpoint(checkpoint(run, { step: 11 })))).status).toBe(409);
    expect((await put(studio, others[0]!, bytes)).status).toBe(422);
    expect((await put(studio, run, bytes.slice(0, -4))).status).toBe(422);
    expect((await put(studio, 'nowhere', bytes)).status).toBe(404);
    expect((await put(await openStudio({ userData: studio.userData }), run, bytes)).status).toBe(409);
    expect(filesOf(studio, run)).toEqual([]);
  });

  it('deletes them when the run has reached its end, and with the run', async () => {
    const studio = await openStudio();
    const { run } = await trained(studio);
    await put(studio, run, encodeCheckpoint(checkpoint(run)));
    expect(filesOf(studio, run)).toEqual(['checkpoint-1.bin']);
    await studio.services.handlers['runs.setStatus']({ run, status: 'finished' });
    expect(filesOf(studio, run)).toEqual([]);
  });
});

describe('continuing', () => {
  it('takes a run back to its checkpoint, its points with it once it has gone on, and makes it this host’s', async () => {
    const before = await openStudio();
    const { run, experiment, others } = await trained(before);
    await put(before, run, encodeCheckpoint(checkpoint(run, { step: 7, epoch: 3 })));
    const studio = await openStudio({ userData: before.userData });
    expect(await codeOf(() => studio.services.handlers['experiments.resume']({ experiment }))).toBe('nothingToResume');
    await before.services.close();
    await studio.services.close();
    const after = await openStudio({ userData: before.userData });
    const { handlers } = after.services;
    const { runs, resumed } = await handlers['experiments.resume']({ experiment });
    expect(resumed).toEqual([
      { run, checkpoint: { number: 1, step: 7, epoch: 3 } },
      ...others.map((other) => ({ run: other, checkpoint: null })),
    ]);
    const all = await handlers['runs.points']({ run });
    expect(runs[0]).toMatchObject({ status: 'waiting', reason: null, endedAt: null });
    // Nothing is lost as long as it has not gone on.
    expect(all.steps[0]!.values.length).toBeGreaterThan(7);
    await handlers['runs.goBack']({ run, step: 7, epoch: 3 });
    expect((await handlers['runs.get']({ run })).steps).toBe(7);
    const { steps, epochs } = await handlers['runs.points']({ run });
    expect(steps).toEqual([{ series: 'loss', fromStep: 1, values: [1, 2, 3, 4, 5, 6, 7] }]);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const append = { run, steps: [{ series: 'loss', fromStep: 8, values: [80] }], epochs: [] };
    await handlers['runs.append']({ runs: [append] });
    expect((await handlers['runs.get']({ run })).steps).toBe(8);
    // It trains now: a second window of this host must not take it back.
    expect(await codeOf(() => handlers['experiments.resume']({ experiment }))).toBe('nothingToResume');
    expect(await handlers['runs.rewind']({ runs: [run] })).toEqual({ resumed: [resumed[0]] });
    expect((await handlers['runs.get']({ run })).steps).toBe(8);
  });

  it('goes on from the older checkpoint where the newest is damaged, and from the start where all are', async () => {
    const studio = await openStudio();
    const { run, experiment } = await trained(studio);
    const { handlers } = studio.services;
    for (const step of [2, 4]) await put(studio, run, encodeCheckpoint(checkpoint(run, { step })));
    const stop = () => handlers['runs.setStatus']({ run, status: 'stopped' });
    const go = async () => (await handlers['experiments.resume']({ experiment, runs: [run] })).resumed[0]!.checkpoint;
    const damage = (number: number) => {
      const file = path.join(studio.userData, 'runs', run, `checkpoint-${number}.bin`);
      const bytes = fs.readFileSync(file);
      bytes[bytes.length - 1]! ^= 1;
      fs.writeFileSync(file, bytes);
    };
    await stop();
    expect(await go()).toMatchObject({ number: 2, step: 4 });
    damage(2);
    await stop();
    expect(await go()).toMatchObject({ number: 1, step: 2 });
    damage(1);
    await stop();
    expect(await go()).toBeNull();
    await handlers['runs.goBack']({ run, step: 0, epoch: 1 });
    expect((await handlers['runs.points']({ run })).steps).toEqual([]);
  });

  it('leaves finished and diverged runs, and refuses what is not there', async () => {
    const studio = await openStudio();
    const { handlers } = studio.services;
    const { run, experiment, others } = await trained(studio);
    await handlers['runs.setStatus']({ run, status: 'finished' });
    await handlers['runs.setStatus']({ run: others[0]!, status: 'diverged' });
    expect(await codeOf(() => handlers['experiments.resume']({ experiment }))).toBe('nothingToResume');
    expect(await codeOf(() => handlers['experiments.resume']({ experiment: 'nowhere' }))).toBe('experimentUnknown');
    expect(await codeOf(() => handlers['runs.rewind']({ runs: [run] }))).toBe('runNotResumable');
    await handlers['runs.setStatus']({
      run: others[1]!,
      status: 'failed',
      reason: { code: 'contextLost', detail: {} },
    });
    const { runs, resumed } = await handlers['experiments.resume']({ experiment });
    expect(resumed.map((each) => each.run)).toEqual([others[1]]);
    expect(runs.map(({ status }) => status)).toEqual(['finished', 'diverged', 'waiting', 'waiting']);
  });

  it('brings a database from before there were checkpoints forward', async () => {
    const userData = path.join(tempFolder(), 'home');
    openDatabase(path.join(userData, 'studio.sqlite'), migrations.slice(0, 1)).close();
    const studio = await openStudio({ userData });
    const { run } = await trained(studio);
    expect((await put(studio, run, encodeCheckpoint(checkpoint(run)))).status).toBe(204);
  });
});
