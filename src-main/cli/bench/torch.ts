import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchModelId } from '#shared/bench/models.ts';
import { contendersOf, type TorchParticipant } from '#shared/bench/participants.ts';
import { StudioError } from '#shared/result.ts';
import type { Timed } from './timed.ts';

/** Debian's own Python: `python3-torch` installs for that one. */
const PYTHON = '/usr/bin/python3';
const script = fileURLToPath(new URL('./torch_bench.py', import.meta.url));

/** The version of PyTorch here, or null where it cannot be imported. */
export async function torchVersion(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(PYTHON, ['-c', 'import torch; print(torch.__version__)']);
    return stdout.trim();
  } catch {
    return null;
  }
}

/** How PyTorch is set up: as it comes, with two threads; or with all that is known to help it. */
const setups = {
  torch: { processes: 1, threads: 2, layout: 'plain', env: {} },
  torchTuned: {
    processes: 2,
    threads: 1,
    layout: 'channels_last',
    // Memory of a tensor is kept for the next instead of being given back to the system.
    env: {
      MALLOC_MMAP_THRESHOLD_: '4294967296',
      MALLOC_TRIM_THRESHOLD_: '4294967296',
      MALLOC_TOP_PAD_: '268435456',
    },
  },
} as const;

/** Starts PyTorch on this model; four models train in turns, shared out over the processes of the set-up. */
export async function startTorch(participant: TorchParticipant, model: BenchModelId): Promise<Timed> {
  const { processes, threads, layout, env } = setups[participant];
  const each = contendersOf(participant) / processes;
  const children = await Promise.all(
    Array.from({ length: processes }, () => startChild([model, String(threads), String(each), layout], env)),
  );
  return {
    async train(updates) {
      const startedMs = performance.now();
      await Promise.all(children.map((child) => child.ask(`${updates}\n`)));
      return performance.now() - startedMs;
    },
    close: () => Promise.all(children.map((child) => child.end())).then(() => undefined),
  };
}

interface Child {
  ask(line: string): Promise<void>;
  end(): Promise<void>;
}

async function startChild(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Child> {
  const child = spawn(PYTHON, [script, ...words], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-300)));
  const line = async (): Promise<void> => {
    const { done } = await lines.next();
    if (done) throw new StudioError('benchFailed', { message: said || 'python3' });
  };
  await line();
  return {
    ask(text) {
      child.stdin.write(text);
      return line();
    },
    end: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}
