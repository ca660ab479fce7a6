import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#main/services/database.ts';
import { createExperimentStore } from '#main/services/experimentStore.ts';
import { joinHosts, processLives, SILENT_MS } from '#main/services/hosts.ts';
import { createRunStore, HOST_ENDED } from '#main/services/runStore.ts';
import { afterTest, codeOf, environment, hashA, hashB, moonsExperiment, tempFolder } from './support.ts';

const DEAD_PID = 2 ** 22 + 12345;

/** Stores of one host on a database that others may share. */
function openStores(
  file = path.join(tempFolder(), 'studio.sqlite'),
  clock = { ms: Date.UTC(2026, 0, 1) },
  pid = process.pid,
) {
  const db = openDatabase(file);
  afterTest(() => db.close());
  const now = () => clock.ms;
  const host = joinHosts({ db, now, pid });
  const runs = createRunStore({ db, host: host.id, now });
  return { file, clock, db, host, runs, experiments: createExperimentStore({ db, runs, now }) };
}

function started() {
  const stores = openStores();
  const { record, runs } = stores.experiments.start(moonsExperiment(), () => 100);
  return { ...stores, record, run: runs[0]!.id, all: runs };
}

const begin = (run: string) => ({ run, environment, initialWeightsHash: hashA, batchOrderHash: hashB });
const epoch = (number: number, valLoss: number | null) => ({
  epoch: number,
  step: number * 10,
  loss: 0.5,
  valLoss,
  metrics: { accuracy: 0.75 },
  valMetrics: { accuracy: null },
  seconds: 1.25,
});

describe('runs', () => {
  it('makes a waiting run per contender and seed and keeps the experiment as it was', () => {
    const { record, all, experiments } = started();
    expect(record.experiment).toEqual(moonsExperiment());
    expect(all.map((run) => [run.contender.name, run.seed, run.status])).toEqual([
      ['SGD', 1, 'waiting'],
      ['SGD', 2, 'waiting'],
      ['Momentum', 1, 'waiting'],
      ['Momentum', 2, 'waiting'],
    ]);
    expect(new Set(all.map((run) => run.id)).size).toBe(4);
    expect(experiments.get(record.id)).toEqual({ record, runs: all });
  });

  it('walks from waiting over running and paused to finished', () => {
    const { run, runs, clock } = started();
    clock.ms += 1000;
    runs.begin(begin(run));
    expect(runs.get(run)).toMatchObject({
      status: 'running',
      backend: 'cpu',
      environment,
      initialWeightsHash: hashA,
      batchOrderHash: hashB,
      startedAt: '2026-01-01T00:00:01.000Z',
      endedAt: null,
    });
    expect(runs.setStatus({ run, status: 'paused' }).status).toBe('paused');
    expect(runs.setStatus({ run, status: 'running' }).status).toBe('running');
    clock.ms += 1000;
    runs.setStatus({ run, status: 'finished', reason: null });
    expect(runs.get(run)).toMatchObject({ status: 'finished', reason: null, endedAt: '2026-01-01T00:00:02.000Z' });
  });

  it('keeps the reason of an end and takes no other end afterwards', async () => {
    const { run, runs } = started();
    const reason = { code: 'diverged', detail: { step: 214 } };
    runs.setStatus({ run, status: 'diverged', reason });
    runs.setStatus({ run, status: 'diverged' });
    expect(runs.get(run).reason).toEqual(reason);
    expect(await codeOf(() => runs.setStatus({ run, status: 'finished' }))).toBe('runEnded');
    expect(await codeOf(() => runs.begin(begin(run)))).toBe('runEnded');
  });

  it('gives every point back exactly, in order, null where it was not finite', () => {
    const { run, runs } = started();
    runs.append({ run, steps: [{ series: 'loss', fromStep: 1, values: [0.1, null, 1 / 3] }], epochs: [] });
    runs.append({
      run,
      steps: [{ series: 'loss', fromStep: 4, values: [5e-324, 1.7976931348623157e308] }],
      epochs: [epoch(1, 0.4)],
    });
    runs.append({
      run,
      steps: [{ series: 'gradientNorm', fromStep: 2, values: [-0] }],
      epochs: [],
      batchOrderHash: hashA,
    });
    expect(runs.points(run)).toEqual({
      steps: [
        { series: 'gradientNorm', fromStep: 2, values: [-0] },
        { series: 'loss', fromStep: 1, values: [0.1, null, 1 / 3, 5e-324, 1.7976931348623157e308] },
      ],
      epochs: [epoch(1, 0.4)],
    });
    expect(runs.points(run, ['gradientNorm', 'none'])).toEqual({
      steps: [{ series: 'gradientNorm', fromStep: 2, values: [-0] }],
      epochs: [epoch(1, 0.4)],
    });
    const rate = (name: string) => ({ series: `effectiveRate/${name}`, fromStep: 1, values: [0.5] });
    runs.append({
      run,
      steps: [rate('d2/bias/0'), rate('d1/kernel/7'), { ...rate(''), series: 'effectiveRates' }],
      epochs: [],
    });
    expect(runs.points(run, ['effectiveRate/*']).steps).toEqual([rate('d1/kernel/7'), rate('d2/bias/0')]);
    expect(runs.points(run, [])).toEqual({ steps: [], epochs: [epoch(1, 0.4)] });
    expect(runs.get(run)).toMatchObject({ steps: 10, batchOrderHash: hashA });
  });

  it('changes nothing when points are repeated, whole or in other pieces', () => {
    const { run, runs } = started();
    const values = Array.from({ length: 20 }, (_, i) => i + 1);
    const append = (from: number, to: number) =>
      runs.append({
        run,
        steps: [{ series: 'loss', fromStep: from, values: values.slice(from - 1, to) }],
        epochs: [epoch(1, 1)],
      });
    for (const [from, to] of [
      [1, 5],
      [1, 5],
      [6, 10],
      [3, 8],
      [11, 20],
      [9, 12],
      [2, 3],
    ] as const)
      append(from, to);
    expect(runs.points(run)).toEqual({ steps: [{ series: 'loss', fromStep: 1, values }], epochs: [epoch(1, 1)] });
  });

  it('overwrites by step and keeps gaps as gaps', () => {
    const { run, runs } = started();
    const append = (fromStep: number, values: number[]) =>
      runs.append({ run, steps: [{ series: 'loss', fromStep, values }], epochs: [] });
    append(10, [10, 11]);
    append(1, [1, 2]);
    append(2, [22, 3]);
    expect(runs.points(run).steps).toEqual([
      { series: 'loss', fromStep: 1, values: [1, 22, 3] },
      { series: 'loss', fromStep: 10, values: [10, 11] },
    ]);
  });

  it('keeps all of an append or none of it', async () => {
    const { run, runs, db } = started();
    db.exec(`CREATE TRIGGER refuse BEFORE INSERT ON epochs BEGIN SELECT raise(ABORT, 'disk full'); END`);
    expect(() =>
      runs.append({ run, steps: [{ series: 'loss', fromStep: 1, values: [1] }], epochs: [epoch(1, 1)] }),
    ).toThrow('disk full');
    expect(runs.points(run)).toEqual({ steps: [], epochs: [] });
    expect(runs.get(run).steps).toBe(0);
  });

  it('lists experiments newest first with the last validation loss of each run', () => {
    const { run, runs, experiments, record, all } = started();
    runs.append({ run, steps: [], epochs: [epoch(1, 0.4), epoch(2, 0.3), epoch(3, null)] });
    const second = experiments.start({ ...moonsExperiment(), title: 'Later' }, () => 5).record;
    const list = experiments.list();
    expect(list.map((one) => [one.id, one.title])).toEqual([
      [second.id, 'Later'],
      [record.id, record.experiment.title],
    ]);
    expect(list[1]!.lastValLoss).toEqual({ ...Object.fromEntries(all.map(({ id }) => [id, null])), [run]: 0.3 });
    expect(list[1]!.runs).toHaveLength(4);
  });

  it('moves runs to the bin and back; one that trains stays', async () => {
    const { runs, experiments, record, all } = started();
    const ids = all.map((run) => run.id);
    expect(await codeOf(() => runs.remove([ids[0]!]))).toBe('runActive');
    for (const run of ids) runs.setStatus({ run, status: 'stopped' });
    expect(await codeOf(() => runs.remove([ids[0]!, 'r-none']))).toBe('runUnknown');
    expect(runs.get(ids[0]!).status).toBe('stopped');
    runs.remove(ids);
    expect(experiments.list()).toEqual([]);
    expect(await codeOf(() => runs.get(ids[0]!))).toBe('runUnknown');
    expect(await codeOf(() => runs.points(ids[0]!))).toBe('runUnknown');
    runs.restore(ids.slice(0, 1));
    expect(experiments.get(record.id).runs.map((run) => run.id)).toEqual(ids.slice(0, 1));
  });

  it('names what it does not know', async () => {
    const { runs, experiments } = openStores();
    expect(await codeOf(() => runs.get('r-none'))).toBe('runUnknown');
    expect(await codeOf(() => runs.append({ run: 'r-none', steps: [], epochs: [] }))).toBe('runUnknown');
    expect(await codeOf(() => experiments.get('e-none'))).toBe('experimentUnknown');
  });
});

describe('hosts', () => {
  it('interrupts the unfinished runs of a host whose process is gone, and no others', () => {
    const dead = openStores(undefined, undefined, DEAD_PID);
    const [one, two, three] = dead.experiments.start(moonsExperiment(), () => 100).runs.map((run) => run.id);
    dead.runs.begin(begin(one!));
    dead.runs.append({ run: one!, steps: [{ series: 'loss', fromStep: 1, values: [1, 2] }], epochs: [] });
    dead.runs.setStatus({ run: two!, status: 'finished' });

    const next = openStores(dead.file, dead.clock);
    const living = next.host.living();
    expect(living).toEqual([next.host.id]);
    expect(next.runs.interruptOrphans(living)).toHaveLength(3);
    expect(next.runs.get(one!)).toMatchObject({ status: 'interrupted', reason: HOST_ENDED, steps: 2 });
    expect(next.runs.get(two!).status).toBe('finished');
    expect(next.runs.get(three!).status).toBe('interrupted');
    expect(next.runs.points(one!).steps[0]!.values).toEqual([1, 2]);
  });

  it('lets two living hosts alone; only the owner writes', async () => {
    const one = openStores();
    const two = openStores(one.file, one.clock);
    const run = one.experiments.start(moonsExperiment(), () => 100).runs[0]!.id;
    expect(two.host.living().sort()).toEqual([one.host.id, two.host.id].sort());
    expect(two.runs.interruptOrphans(two.host.living())).toEqual([]);
    expect(two.runs.get(run).status).toBe('waiting');
    expect(two.runs.interrupt({ code: 'x', detail: {} })).toEqual([]);
    expect(await codeOf(() => two.runs.append({ run, steps: [], epochs: [] }))).toBe('runNotOurs');
  });

  it('takes a silent host for dead, and lets its runs go on when it wakes', () => {
    const sleeper = openStores();
    const run = sleeper.experiments.start(moonsExperiment(), () => 100).runs[0]!.id;
    sleeper.runs.begin(begin(run));
    const other = openStores(sleeper.file, sleeper.clock);
    sleeper.clock.ms += SILENT_MS;
    other.host.beat();
    expect(other.host.living()).toContain(sleeper.host.id);
    sleeper.clock.ms += 1;
    expect(other.host.living()).toEqual([other.host.id]);
    other.runs.interruptOrphans(other.host.living());
    expect(sleeper.runs.get(run).status).toBe('interrupted');

    sleeper.host.beat();
    sleeper.runs.append({ run, steps: [{ series: 'loss', fromStep: 1, values: [1] }], epochs: [] });
    expect(sleeper.runs.get(run)).toMatchObject({ status: 'running', reason: null, endedAt: null });
    sleeper.runs.setStatus({ run, status: 'finished' });
    expect(other.runs.get(run).status).toBe('finished');
  });

  it('knows living processes from dead ones', () => {
    expect(processLives(process.pid)).toBe(true);
    expect(processLives(DEAD_PID)).toBe(false);
  });

  it('interrupts this host’s runs by name', () => {
    const { runs, all } = started();
    const [one, two] = all.map((run) => run.id);
    expect(runs.interrupt({ code: 'windowClosed', detail: {} }, [one!])).toEqual([one]);
    expect(runs.get(one!)).toMatchObject({ status: 'interrupted', reason: { code: 'windowClosed' } });
    expect(runs.get(two!).status).toBe('waiting');
    expect(runs.unfinished()).toHaveLength(3);
    expect(runs.interrupt({ code: 'windowClosed', detail: {} })).toHaveLength(3);
  });
});

describe('what was changed on a run’s way', () => {
  const rate = (step: number, value: number) =>
    ({ kind: 'learningRate', step, detail: { rate: value, before: 0.1 } }) as const;
  const moved = (step: number) => ({ kind: 'executor', step, detail: { from: 'wasm', to: 'webgl' } }) as const;

  it('is kept with the run, in order; the same kind at the same update overwrites', () => {
    const { run, runs, all } = started();
    runs.begin(begin(run));
    runs.append({ run, steps: [], epochs: [], events: [rate(7, 0.2), rate(3, 1 / 3)] });
    runs.append({ run, steps: [], epochs: [], events: [moved(7), rate(7, 0.4)] });
    expect(runs.get(run).events.filter(({ kind }) => kind === 'learningRate')).toEqual([rate(3, 1 / 3), rate(7, 0.4)]);
    expect(runs.get(run).events.filter(({ kind }) => kind === 'executor')).toEqual([moved(7)]);
    expect(runs.get(all[1]!.id).events).toEqual([]);
    expect(runs.all().find(({ id }) => id === run)!.events.length).toBe(3);
  });

  it('going back to a checkpoint keeps the rates and forgets moves after it', () => {
    const { run, runs } = started();
    runs.begin(begin(run));
    const events = [rate(3, 0.2), moved(5), moved(9), rate(9, 0.4)];
    runs.append({ run, steps: [{ series: 'loss', fromStep: 1, values: Array(12).fill(1) }], epochs: [], events });
    runs.rewind([run]);
    // Until it has gone on.
    expect([runs.get(run).events, runs.get(run).steps]).toEqual([events, 12]);
    runs.goBack({ run, step: 4, epoch: 1 });
    expect(runs.get(run).steps).toBe(4);
    expect(runs.get(run).events).toEqual([rate(3, 0.2), moved(5), rate(9, 0.4)]);
  });
});
