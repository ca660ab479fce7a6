import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as v from 'valibot';
import { hasDisplay } from '#main/loopback/browser.ts';
import { appVersion, rendererFolder } from '#main/services/paths.ts';
import { StudioError } from '#shared/result.ts';
import { electronBinary } from '../../scripts/electronBinary.ts';
import { chooseHost } from '../../scripts/hostChoice.ts';
import type { CommandContext } from './command.ts';
import { errorLine, type Say } from './sentences.ts';
import type { Workshop } from './workshop.ts';

/** How long the page may take to start its WebGL backend. */
const PROBE_LIMIT_MS = 60_000;

/** How the studio stands on this machine. `…Why` and `problem` are sentences, or null where there is nothing to explain. */
export interface DoctorReport {
  readonly app: string;
  readonly node: string;
  readonly tfjs: string;
  readonly electron: { readonly version: string; readonly binary: string | null };
  /** What `npm start` would open. */
  readonly host: 'electron' | 'loopback';
  readonly why: string;
  readonly browser: string | null;
  readonly backend: string | null;
  readonly renderer: string | null;
  readonly backendWhy: string | null;
  readonly userData: string;
  readonly exports: string;
  readonly database: DatabaseReport;
  readonly datasets: readonly string[] | null;
}

export interface DatabaseReport {
  readonly file: string;
  readonly ok: boolean;
  readonly bytes: number | null;
  readonly problem: string | null;
}

/** Looks at everything without changing anything but an empty database into a fresh one; never throws for what is missing. */
export async function examine(context: CommandContext, say: Say): Promise<DoctorReport> {
  const { folders, findBrowser } = context.workshop;
  const binary = electronBinary();
  const database = await databaseReport(context.workshop, say);
  const browser = findBrowser();
  return {
    app: appVersion(),
    node: process.versions.node,
    tfjs: packageVersion('@tensorflow/tfjs'),
    electron: { version: packageVersion('electron'), binary },
    ...(await hostReport(binary, say)),
    browser,
    ...(await backendReport(context, browser, say)),
    userData: folders.userData,
    exports: folders.exports,
    database,
    datasets: database.ok ? (await (await context.workshop.calls())['datasets.list']({})).map(({ id }) => id) : null,
  };
}

function packageVersion(name: string): string {
  const manifest: unknown = createRequire(import.meta.url)(`${name}/package.json`);
  return v.parse(v.object({ version: v.string() }), manifest).version;
}

/** As `npm start` decides, except that nothing is fetched here. */
async function hostReport(binary: string | null, say: Say): Promise<Pick<DoctorReport, 'host' | 'why'>> {
  const display = hasDisplay();
  const choice = await chooseHost({
    asked: null,
    hasDisplay: display,
    binary,
    fetchBinary: () => Promise.resolve(null),
  });
  const host = choice.host ?? 'loopback';
  return { host, why: say(choice.why === 'loopbackNoElectron' ? 'cli.doctor.electronNotHere' : `start.${choice.why}`) };
}

async function databaseReport(workshop: Workshop, say: Say): Promise<DatabaseReport> {
  const file = workshop.folders.database;
  const problem = await workshop.calls().then(
    () => null,
    (error: unknown) => errorLine(say, error),
  );
  const found = await stat(file).catch(() => null);
  return { file, ok: problem === null, bytes: found?.size ?? null, problem };
}

const probed = v.object({ backend: v.string(), renderer: v.nullable(v.string()) });
type BackendReport = Pick<DoctorReport, 'backend' | 'renderer' | 'backendWhy'>;

async function backendReport(context: CommandContext, browser: string | null, say: Say): Promise<BackendReport> {
  const none = (backendWhy: string) => ({ backend: null, renderer: null, backendWhy });
  if (browser === null) return none(say('errors.browserMissing'));
  if (!existsSync(path.join(rendererFolder(), 'runner.html'))) return none(say('cli.doctor.notBuilt'));
  const limit = AbortSignal.timeout(PROBE_LIMIT_MS);
  const options = { signal: AbortSignal.any([context.signal, limit]), onProgress: () => undefined };
  try {
    const output = await context.workshop.perform({ kind: 'probe', backend: 'webgl' }, options);
    return { ...v.parse(probed, output), backendWhy: null };
  } catch (error) {
    const isLate = limit.aborted && !context.signal.aborted;
    return none(errorLine(say, isLate ? new StudioError('runnerSilent', { seconds: PROBE_LIMIT_MS / 1000 }) : error));
  }
}
