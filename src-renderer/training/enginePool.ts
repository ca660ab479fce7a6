import { isCpuEngine } from '#shared/domain/backend.ts';
import type { BackendInfo } from '../engine/backendInfo.ts';
import type { FromEngine, Order, TrainRequest } from '../engine/messages.ts';
import { startEngine, type EngineClient } from './engineClient.ts';
import { heatsOf, shares, type Share } from './heats.ts';
import { PoolOrder } from './poolOrder.ts';

export type Control = 'pause' | 'resume' | 'step' | 'stop' | 'leave';

/** Several workers that train the runs of one experiment, seen as one. */
export interface EnginePool {
  control(act: Control): void;
  give(order: Order): void;
  /** Ends every worker at once; nothing more is heard. */
  end(): void;
  /** Resolves once all ended workers are gone. */
  whenGone(): Promise<unknown>;
  /** How many train, and how many it takes at least: each heat has one. */
  readonly size: { readonly workers: number; readonly fewestWorkers: number };
}

export interface PoolOptions {
  /** Processors to use at most. */
  readonly cores?: number;
  readonly start?: (listen: (message: FromEngine) => void) => EngineClient;
}

/** A worker that validates cannot catch up soon: after this long a stop does not wait for equal update counts. */
const STOP_WAIT_MS = 1500;

/**
 * Starts training. A first worker prepares and says what it computes on; on the CPU engine further workers share the runs, on a graphics card it
 * keeps all that train the same layers in the same batches (a heat); each other heat has a worker of its own. What is heard is in step: no point
 * of update n is told before every worker has reached n.
 */
export function startEnginePool(
  request: TrainRequest,
  listen: (message: FromEngine) => void,
  { cores = navigator.hardwareConcurrency - 1, start = startEngine }: PoolOptions = {},
): EnginePool {
  const members: EngineClient[] = [];
  const order = new PoolOrder(listen, (member, message) => members[member]!.send(message));
  let isEnding = false;

  const heats = heatsOf(request);
  const starts = new Map(request.runs.map((run) => [run.id, run.checkpoint?.step ?? 0]));
  const startOf = (group: readonly string[]): number => Math.min(...group.map((id) => starts.get(id)!));
  const lead = start((message) => {
    if (message.type === 'backend') beginAll(message.info);
    // An answer, not a point of the way: nobody waits for the others.
    else if (message.type === 'weights') listen(message);
    else order.take(0, message);
  });
  members.push(lead);
  lead.send({ type: 'train', request: heats[0]! });

  const beginAll = (info: BackendInfo): void => {
    listen({ type: 'backend', info });
    const groups = shares(heats, isCpuEngine(info.backend) && !isEnding ? cores : 1);
    order.open(groups.map(({ runs }) => startOf(runs)));
    order.join(0);
    lead.send({ type: 'begin', runs: groups[0]!.runs });
    for (let at = 1; at < groups.length; at++) join(at, groups[at]!, info.backend);
  };

  const join = (at: number, { heat, runs }: Share, backend: BackendInfo['backend']): void => {
    const member = start((message) => {
      if (message.type === 'preparing' || message.type === 'backend') return;
      if (message.type === 'weights') return listen(message);
      order.take(at, message);
    });
    members.push(member);
    order.join(at);
    member.send({ type: 'train', request: { ...heat, backend } });
    member.send({ type: 'begin', runs });
  };

  return {
    control: (act) => {
      order.control(act);
      if (act !== 'stop' && act !== 'leave') return;
      isEnding = true;
      setTimeout(() => order.endNow(), STOP_WAIT_MS);
    },
    give: (asked) => order.give(asked),
    end: () => members.forEach((member) => member.end()),
    whenGone: () => Promise.all(members.map((member) => member.whenGone?.())),
    get size() {
      return { workers: members.length, fewestWorkers: heats.length };
    },
  };
}
