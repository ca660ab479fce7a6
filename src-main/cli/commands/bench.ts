import os from 'node:os';
import * as v from 'valibot';
import { benchModelIds, type BenchModelId } from '#shared/bench/models.ts';
import {
  participants,
  torchParticipants,
  type PageParticipant,
  type Participant,
  type TorchParticipant,
} from '#shared/bench/participants.ts';
import { areMet, ratiosOf, type BenchRatio, type BenchRow } from '#shared/bench/ratios.ts';
import { StudioError } from '#shared/result.ts';
import { measure, type Racer } from '../bench/measure.ts';
import type { Timed } from '../bench/timed.ts';
import { startTorch, torchVersion } from '../bench/torch.ts';
import type { Command, CommandContext } from '../command.ts';
import { oneOf } from '../commandLine.ts';
import { failureOf, type Say } from '../sentences.ts';
import { textTable } from '../table.ts';

interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly torch: string | null;
}

/** Somebody who could not train a model, and what they said. */
interface Missing {
  readonly model: BenchModelId;
  readonly what: Participant;
  readonly message: string;
}

/**
 * `descent bench [--only MODEL|PARTICIPANT …]`: how long an update takes on our engines, on plain TF.js and, where it is installed, in PyTorch,
 * measured in turns; ratios beside their goals.
 */
export const benchCommand: Command = {
  name: 'bench',
  positional: null,
  options: { only: { type: 'list', valueName: 'NAME' } },
  async run({ lists }, context) {
    const only = (lists.get('only') ?? []).map((name) => oneOf('only', name, [...benchModelIds, ...participants]));
    const torch = await torchVersion();
    const models = chosen(benchModelIds, only);
    const who = chosen(participants, only).filter((what) => torch !== null || !isTorch(what));
    const rows: BenchRow[] = [];
    const missing: Missing[] = [];
    for (const model of models) rows.push(...(await benchModel(model, who, context, missing)));
    const ratios = ratiosOf(rows);
    const machine = machineOf(torch);
    const json = { machine, rows, ratios, missing, met: areMet(ratios) };
    return { json, text: text(context.say, machine, rows, ratios, missing) };
  },
};

/** Those that were named; all of them where none of this kind was. */
function chosen<T extends string>(all: readonly T[], only: readonly string[]): readonly T[] {
  const named = all.filter((name) => only.includes(name));
  return named.length > 0 ? named : all;
}

function isTorch(what: Participant): what is TorchParticipant {
  return torchParticipants.some((name) => name === what);
}

async function benchModel(
  model: BenchModelId,
  who: readonly Participant[],
  context: CommandContext,
  missing: Missing[],
): Promise<BenchRow[]> {
  const { say, progress } = context;
  const racers: Racer[] = [];
  try {
    for (const what of who) {
      progress.update(say('cli.bench.opening', { model, what: say(`cli.bench.who.${what}`) }));
      const timed = isTorch(what) ? startTorch(what, model) : inPage(what, model, context);
      await timed.then(
        (ready) => racers.push({ what, timed: ready }),
        (error: unknown) => missing.push({ model, what, message: messageOf(error, context) }),
      );
    }
    return await measure(model, racers, (what, block, blocks) =>
      progress.update(say('cli.bench.measuring', { model, what: say(`cli.bench.who.${what}`), block, blocks })),
    );
  } finally {
    for (const { timed } of racers) await timed.close().catch(() => undefined);
  }
}

/** Cancelling ends it all; whatever else stops one participant does not stop the others. */
function messageOf(error: unknown, { signal }: CommandContext): string {
  if (signal.aborted) throw error;
  const { code, detail } = failureOf(error);
  return String(detail.message ?? code);
}

const answered = v.object({ backend: v.string(), ms: v.number() });

/** Opens a participant in the page and tries one update: a backend that lacks a kernel says so only then. */
async function inPage(
  participant: PageParticipant,
  model: BenchModelId,
  { workshop, signal }: CommandContext,
): Promise<Timed> {
  const act = (act: 'open' | 'train' | 'close', updates: number): Promise<unknown> =>
    workshop.perform({ kind: 'bench', act, model, participant, updates }, { signal, onProgress: () => undefined });
  const timed: Timed = {
    train: async (updates) => v.parse(answered, await act('train', updates)).ms,
    close: async () => void (await act('close', 0)),
  };
  try {
    await act('open', 0);
    await timed.train(1);
    return timed;
  } catch (error) {
    await timed.close().catch(() => undefined);
    throw error;
  }
}

function machineOf(torch: string | null): Machine {
  const [first] = os.cpus();
  if (!first) throw new StudioError('unexpected');
  return {
    processor: first.model.trim(),
    processors: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    torch,
  };
}

function text(
  say: Say,
  machine: Machine,
  rows: readonly BenchRow[],
  ratios: readonly BenchRatio[],
  missing: readonly Missing[],
): string {
  const column = (name: string): string => say(`cli.bench.columns.${name}`);
  const digits = (value: number): string => String(Number(value.toPrecision(3)));
  const times = rows.map(({ model, what, msPerUpdate, min, max }) => [
    model,
    say(`cli.bench.who.${what}`),
    digits(msPerUpdate),
    digits(min),
    digits(max),
  ]);
  const found = ratios.map(({ name, model, value, goal }) => [
    say(`cli.bench.ratio.${name}`),
    model,
    digits(value),
    goal === null ? '' : `≥ ${goal}`,
    goal === null ? '' : column(value >= goal ? 'met' : 'notMet'),
  ]);
  const { processor, processors, memoryGiB, torch } = machine;
  return [
    say('cli.bench.machine', { processor, processors, memory: memoryGiB, torch: torch ?? '–' }),
    textTable([column('model'), column('who'), column('ms'), column('min'), column('max')], times),
    textTable([column('ratio'), column('model'), column('value'), column('goal'), ''], found),
    ...missing.map(({ model, what, message }) =>
      say('cli.bench.missing', { model, what: say(`cli.bench.who.${what}`), message }),
    ),
  ].join('\n\n');
}
