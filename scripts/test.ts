import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { ensureBrowser } from './ensureBrowser.ts';
import { repositoryRoot } from './paths.ts';
import { closingLine, failuresOf, oneFailed, onePassed, sum, tallyOfVitest, type Tally } from './tally.ts';

/** No step may take longer than this. */
const stepLimitMs = 20 * 60_000;
const artifacts = join(repositoryRoot, 'tests', '.artifacts');

/** Every tsconfig but the shared base; components need the compiler that knows them. */
const typeChecks = readdirSync(repositoryRoot)
  .filter((name) => /^tsconfig\.(?!base\.)\w+\.json$/.test(name))
  .map((name) => [name === 'tsconfig.web.json' ? 'vue-tsc/bin/vue-tsc.js' : 'typescript/bin/tsc', '-p', name]);
const checks: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'type check': typeChecks,
  lint: [['eslint/bin/eslint.js', '.', '--max-warnings', '0']],
  format: [['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
};
/** Those of a group run beside each other: without a graphics card engine tests compile on one core all along and leave the other idle. */
const groups = [['unit', 'engine'], ['e2e'], ['frames']] as const;
const steps = ['checks', ...groups.flat()] as const;
type Step = (typeof steps)[number];

const running = new Set<ChildProcess>();
const failures: string[] = [];

/** Runs a tool of `node_modules` with its output shown, or written to a file; its exit code, or null where it was killed or took too long. */
function runTool(
  [tool = '', ...args]: readonly string[],
  output: 'inherit' | number = 'inherit',
): Promise<number | null> {
  const child = spawn(process.execPath, [join(repositoryRoot, 'node_modules', tool), ...args], {
    cwd: repositoryRoot,
    stdio: ['inherit', output, output],
    timeout: stepLimitMs,
  });
  running.add(child);
  return new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  }).finally(() => running.delete(child));
}

async function runCheck(name: string, commands: readonly (readonly string[])[]): Promise<Tally> {
  const codes: (number | null)[] = [];
  for (const command of commands) codes.push(await runTool(command));
  return verdict(name, codes.length > 0 && codes.every((code) => code === 0));
}

function verdict(name: string, isGood: boolean): Tally {
  process.stdout.write(`${isGood ? '✓' : '✗'} ${name}\n`);
  if (!isGood) failures.push(`✗ ${name}`);
  return isGood ? onePassed : oneFailed;
}

/** What two say at once could not be read: only the first of a group is shown while it runs. */
async function runGroup(projects: readonly string[]): Promise<Tally> {
  const [first, ...others] = projects;
  if (first === undefined) return sum([]);
  const later = others.map(async (project) => {
    const file = join(artifacts, `${project}.log`);
    const log = await open(file, 'w');
    const tally = await runProject(project, log.fd).finally(() => log.close());
    return { tally, said: await readFile(file, 'utf8') };
  });
  const shown = await runProject(first, 'inherit');
  const rest = await Promise.all(later);
  for (const { said } of rest) process.stdout.write(said);
  return sum([shown, ...rest.map(({ tally }) => tally)]);
}

async function runProject(project: string, output: 'inherit' | number): Promise<Tally> {
  const report = join(artifacts, `${project}.json`);
  await rm(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool(['vitest/vitest.mjs', 'run', '--project', project, ...reporters], output);
  const told: unknown = JSON.parse(await readFile(report, 'utf8').catch(() => 'null'));
  const found = failuresOf(told);
  const tally = tallyOfVitest(told, code);
  failures.push(...(tally.failed > 0 && found.length === 0 ? [`✗ ${project}: exit code ${String(code)}`] : found));
  return tally;
}

async function build(): Promise<Tally> {
  try {
    await ensureBuilt();
    return verdict('build', true);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return verdict('build', false);
  }
}

/** What the tests stand on: a browser and a fresh build. */
async function prepare(asked: readonly Step[]): Promise<readonly Tally[]> {
  if (!asked.some((step) => step !== 'checks')) return [];
  await mkdir(artifacts, { recursive: true });
  return [verdict('browser', ensureBrowser() !== null), await build()];
}

/** Everything that was asked for, one after the other: two cores are enough for one step at a time. Checks take one core each. */
async function runSteps(asked: readonly Step[]): Promise<Tally> {
  const tallies: Tally[] = [];
  if (asked.includes('checks'))
    tallies.push(...(await Promise.all(Object.entries(checks).map(([name, commands]) => runCheck(name, commands)))));
  tallies.push(...(await prepare(asked)));
  for (const group of groups) tallies.push(await runGroup(group.filter((project) => asked.includes(project))));
  return sum(tallies);
}

/** `npm test` runs everything; `npm test -- checks unit engine e2e frames` only what is named. */
async function test(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => !steps.some((step) => step === arg));
  if (unknown !== undefined) {
    process.stderr.write(`“${unknown}” is no part of the tests; there are ${steps.join(', ')}.\n`);
    return 2;
  }
  const asked = steps.filter((step) => args.length === 0 || args.includes(step));
  const tally = await runSteps(asked).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return oneFailed;
  });
  for (const failure of failures) process.stdout.write(`${failure}\n`);
  process.stdout.write(`${closingLine(tally)}\n`);
  return tally.failed === 0 ? 0 : 1;
}

if (import.meta.main) {
  process.on('SIGTERM', () => {
    for (const child of running) child.kill('SIGTERM');
    process.exit(143);
  });
  process.exitCode = await test(process.argv.slice(2));
}
