import { defineStore } from 'pinia';
import { computed, ref, shallowRef, triggerRef } from 'vue';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { finalStatuses, type RunRecord } from '#shared/domain/run.ts';
import { splitSizes, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import { solves } from '#shared/training/solving.ts';
import { toFailure, unwrap } from '#shared/result.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';
import { isSoftwareRenderer, type BackendInfo } from '../engine/backendInfo.ts';
import { drawingPace } from '../composables/drawingPace.ts';
import { useHost } from '../host.ts';
import { curveSeries, emptyCurves, takeSteps, type Comparison, type RunCurves } from '../training/comparison.ts';
import { followSeries } from '../training/followSeries.ts';
import { exportModel as exportChecked, type ExportedModel } from '../training/exportModel.ts';
import { plain } from './plain.ts';
import { backendToGoOn } from '../training/backendToGoOn.ts';
import { rehearsalOf } from '../training/rehearsal.ts';
import { createSpareEngine } from '../training/spareEngine.ts';
import { startSession } from '../training/session.ts';
import type { Session, SessionOptions } from '../training/sessionInterface.ts';
import type { Failure, SessionPhase, SessionState, Wanted } from '../training/sessionState.ts';

export type TrainingPhase = 'idle' | SessionPhase;

export interface ProgressView {
  readonly fraction: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Null until there is enough to estimate from. */
  readonly remainingSeconds: number | null;
}

/** The comparison on the screen: training now, just ended, or opened from the history. Curves stay outside Vue's reactivity. */
export const useTrainingStore = defineStore('training', () => {
  const host = useHost().studio;
  const comparison = shallowRef<Comparison | null>(null);
  const tick = ref(0);
  const phase = ref<TrainingPhase>('idle');
  const stage = ref<SessionState['stage']>(null);
  const progress = shallowRef<ProgressView | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const moveFailure = shallowRef<Failure | null>(null);
  const backend = shallowRef<BackendInfo | null>(null);
  const live = ref(false);
  const isDiskFull = ref(false);
  const recoveries = ref(0);
  const shortage = shallowRef<SessionState['shortage']>(null);
  /** What was asked of a training whose session is not there yet. */
  let early: Wanted = 'running';
  /** Counts what was asked to be shown: an answer that comes after something newer was asked for is left out. */
  let latest = 0;
  let session: Session | null = null;
  const spare = createSpareEngine();

  const isTraining = computed(() => ['preparing', 'running', 'paused', 'stopping'].includes(phase.value));
  const backendLabel = computed(() => (backend.value ? backendName(backend.value) : null));

  /** What a graphics card would do is drawn by the processor here. */
  const hasNoCard = computed(
    () => backend.value?.why === 'noGraphicsCard' || isSoftwareRenderer(backend.value?.renderer ?? ''),
  );

  /** A pool tells more often than a person can read: what only moves curves is shown at this pace, a change of phase at once. */
  const soon = drawingPace(() => session && showState(session));
  const changed = (current: Session): void => {
    if (session === current && phase.value !== current.state.phase) showState(current);
    else soon.ask();
  };

  function showState(current: Session): void {
    if (session !== current) return;
    const { state } = current;
    phase.value = state.phase;
    stage.value = state.stage;
    failure.value = state.failure;
    moveFailure.value = state.moveFailure;
    backend.value = state.backend ?? backend.value;
    progress.value = state.progress;
    isDiskFull.value = state.isDiskFull;
    recoveries.value = state.recoveries;
    shortage.value = state.shortage;
    if (!live.value) return;
    comparison.value = { record: current.record, runs: state.runs, curves: current.curves };
    triggerRef(comparison);
    tick.value += 1;
  }

  /** Back from an old comparison to the training that goes on. */
  function showLive(): void {
    if (!session) return;
    latest += 1;
    live.value = true;
    showState(session);
  }

  /** Keeps the experiment, makes its runs and starts them. Throws StudioError when it cannot start. */
  async function train(experiment: Experiment, backendWanted: BackendChoice = 'auto'): Promise<void> {
    await begin(async () => {
      const descriptor = unwrap(await host.call('datasets.get', { dataset: experiment.data.dataset }));
      if (isStopped()) return null;
      const planned = stepsPlanned(splitSizes(descriptor, experiment.data).train, experiment.training);
      const started = unwrap(
        await host.call('experiments.start', { experiment: plain(experiment), stepsPlanned: planned }),
      );
      return { ...started, descriptor, backend: backendWanted };
    });
  }

  /** Lets a worker get ready for the next training, and for this experiment where it is known. Costs nothing where one is ready already. */
  function warm(engine: BackendChoice, experiment: Experiment | null, descriptor: DatasetDescriptor | null): void {
    if (isTraining.value) return;
    spare.warm(engine, experiment && descriptor && rehearsalOf(plain(experiment), plain(descriptor), engine));
  }

  /** Goes on with the runs of a stored experiment that were cut off, on what computed them before. Throws StudioError when it cannot. */
  async function continueTraining(experimentId: string, backendWanted: BackendChoice = 'auto'): Promise<void> {
    await begin(async () => {
      const { record, runs: before } = unwrap(await host.call('experiments.get', { experiment: experimentId }));
      // Before anything is changed: without its data it cannot go on.
      const descriptor = unwrap(await host.call('datasets.get', { dataset: record.experiment.data.dataset }));
      const curves = new Map(await Promise.all(before.map(async (run) => [run.id, await readCurves(run)] as const)));
      if (isStopped()) return null;
      const continued = unwrap(await host.call('experiments.resume', { experiment: experimentId }));
      return { ...continued, curves, descriptor, backend: backendToGoOn(continued, backendWanted) };
    });
  }

  /** Starts a session with what `prepare` makes ready; where that fails, or is null because it was stopped before anything was kept, all is as before. */
  async function begin(prepare: () => Promise<SessionParts | null>): Promise<void> {
    if (isTraining.value) return;
    const before = { phase: phase.value, session };
    const goBack = (): void => {
      session = before.session;
      phase.value = before.phase;
    };
    // What the one before still has to draw must not say that this one has ended.
    session = null;
    early = 'running';
    phase.value = 'preparing';
    failure.value = null;
    try {
      const appVersion = unwrap(await host.call('app.info', {})).version;
      const parts = await prepare();
      if (parts) beginSession({ ...parts, appVersion });
      else goBack();
    } catch (error) {
      goBack();
      throw error;
    }
  }

  function beginSession(parts: SessionParts & Pick<SessionOptions, 'appVersion'>): void {
    const onChange = (): void => changed(current);
    const current = startSession({ ...parts, wanted: early, host, startEngine: spare.take, onChange });
    latest += 1;
    progress.value = null;
    live.value = true;
    session = current;
    showState(current);
  }

  const isStopped = (): boolean => early === 'stopped';
  /** A training whose session is not there yet is told when it begins. */
  function tellEarly(wanted: Wanted): void {
    if (phase.value !== 'preparing') return;
    early = wanted;
    if (isStopped()) phase.value = 'stopping';
  }
  const pause = (): void => (session ? session.pause() : tellEarly('paused'));

  /** Shows a stored comparison, whole or some of its runs; a training that goes on in the background is not disturbed. */
  async function open(experimentId: string, runIds?: readonly string[]): Promise<void> {
    if (session && session.record.id === experimentId && isTraining.value) return showLive();
    const ticket = ++latest;
    const { record, runs } = unwrap(await host.call('experiments.get', { experiment: experimentId }));
    const shown = runIds ? runs.filter((run) => runIds.includes(run.id)) : runs;
    const curves = new Map(await Promise.all(shown.map(async (run) => [run.id, await readCurves(run)] as const)));
    if (ticket === latest) show({ record, runs: shown, curves });
  }

  /** Shows runs of several experiments on one chart; the first experiment gives title and axes. */
  async function openRuns(runIds: readonly string[]): Promise<void> {
    const ticket = ++latest;
    const runs = await Promise.all(runIds.map(async (run) => unwrap(await host.call('runs.get', { run }))));
    const [first] = runs;
    if (!first) return;
    const { record } = unwrap(await host.call('experiments.get', { experiment: first.experimentId }));
    const curves = new Map(await Promise.all(runs.map(async (run) => [run.id, await readCurves(run)] as const)));
    if (ticket === latest) show({ record, runs, curves });
  }

  function show(opened: Comparison): void {
    if (!isTraining.value) session = null;
    comparison.value = opened;
    live.value = false;
    if (!isTraining.value) [phase.value, progress.value, failure.value] = ['ended', null, null];
    tick.value += 1;
  }

  /** Lets the comparison on the screen follow these series of every update, or none; shows them when they are there. Throws StudioError. */
  async function follow(patterns: readonly string[]): Promise<void> {
    const shown = comparison.value;
    if (!shown) return;
    const isLive = live.value && session !== null;
    await (isLive ? session!.follow(patterns) : followSeries(host, shown.curves, patterns, () => Promise.resolve()));
    if (comparison.value?.curves !== shown.curves) return;
    tick.value += 1;
  }

  async function readCurves(run: RunRecord): Promise<RunCurves> {
    const points = unwrap(await host.call('runs.points', { run: run.id, series: [...curveSeries] }));
    const curves = emptyCurves();
    for (const { series, fromStep, values } of points.steps) takeSteps(curves, series, fromStep, values);
    curves.epochs.push(...points.epochs);
    return curves;
  }

  /** 0 … 1 of one run: its updates, or the gradients of a solver, over those planned. */
  function runProgress(runId: string): number {
    const run = comparison.value?.runs.find((candidate) => candidate.id === runId);
    if (!run) return 0;
    const made = solves(run.contender) ? gradientsOf(run) : run.steps;
    return run.status === 'finished' ? 1 : Math.min(1, made / Math.max(1, run.stepsPlanned));
  }

  /** A solver is planned in gradients. */
  function gradientsOf({ id, steps }: RunRecord): number {
    const { evaluations } = comparison.value?.curves.get(id) ?? {};
    return evaluations?.values[evaluations.length - 1] ?? steps;
  }

  /** Exports the model of a run as TF.js files, checked before it is in place. Throws StudioError. */
  async function exportModel(runId: string): Promise<ExportedModel> {
    const run = unwrap(await host.call('runs.get', { run: runId }));
    return exportChecked(host, run, 'tfjs', run.backend === 'cpu' ? 'cpu' : 'webgl');
  }

  /** For what must know before it goes: true while a run is not yet final. */
  const unfinished = computed(() => comparison.value?.runs.some((run) => !finalStatuses.includes(run.status)) ?? false);

  host.on('suspend', pause);

  return {
    comparison,
    tick,
    phase,
    stage,
    progress,
    failure,
    moveFailure,
    backend,
    backendLabel,
    hasNoCard,
    live,
    isTraining,
    unfinished,
    isDiskFull,
    recoveries,
    shortage,
    train,
    continueTraining,
    warm,
    tryAgain: () => session?.tryAgain(),
    pause,
    resume: () => (session ? session.resume() : tellEarly('running')),
    step: () => session?.step(),
    stop: () => (session ? session.stop() : tellEarly('stopped')),
    setRates: (rates: Parameters<Session['setRates']>[0]) => session?.setRates(rates),
    stopRuns: (runs: readonly string[]) => session?.stopRuns(runs),
    follow,
    /** The weights of a run that trains now; null for any other. */
    readWeights: (run: string) => (isTraining.value && session ? session.readWeights(run) : Promise.resolve(null)),
    moveTo: (to: BackendChoice) => session?.moveTo(to),
    open,
    openRuns,
    showLive,
    runProgress,
    exportModel,
    failureOf: (error: unknown) => toFailure(error),
  };
});

/** What of a session is not the store's own. */
type SessionParts = Pick<SessionOptions, 'record' | 'runs' | 'descriptor' | 'backend' | 'curves' | 'resumed'>;

function backendName({ backend, renderer }: BackendInfo): string {
  if (backend === 'cpu') return 'TF.js, CPU';
  if (backend === 'wasm') return 'WebAssembly, CPU';
  if (backend === 'wasm-fast') return 'WebAssembly, CPU, FMA';
  return isSoftwareRenderer(renderer ?? '') ? 'WebGL, CPU' : 'WebGL, GPU';
}
