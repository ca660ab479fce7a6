import fs from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyReference } from '#shared/verification/verify.ts';
import type { VerifyBackend } from '#shared/verification/backend.ts';
import { arenaOf } from '../../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { wasmBackend } from '../../../src-renderer/engine/verifyWasm.ts';
import { networkFile, traceFile } from '../../support/referenceFiles.ts';
import { kernelsOf } from './executorSupport.ts';

let kernels: Kernels;
let backend: VerifyBackend;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
  backend = wasmBackend(kernels);
});

const folder = new URL('../../../../shared/reference/', import.meta.url);

describe.runIf(fs.existsSync(folder))('the shared reference files on the CPU engine', () => {
  it.each([
    ['optimizers.json', 36],
    ['mlp.json', 1],
  ] as const)('%s passes whole under the float32 rule', async (name, inFloat64) => {
    const content = JSON.parse(fs.readFileSync(new URL(name, folder), 'utf8'));
    const report = await verifyReference(name, content, backend);
    expect(report).toMatchObject({ failed: [], unsupported: [], passed: report.total });
    expect(report.float64).toHaveLength(inFloat64);
  });
});

describe('the float32 rule', () => {
  it('passes what is right and gives all memory back', async () => {
    const traces = await verifyReference('traces', traceFile(), backend);
    expect(traces).toMatchObject({ total: 7, passed: 7, failed: [], unsupported: [], float64: [] });
    const networks = await verifyReference('networks', await networkFile(), backend);
    expect(networks).toMatchObject({ total: 5, passed: 5, failed: [], unsupported: [], float64: ['full-rprop'] });
    expect(arenaOf(kernels).usedBytes).toBe(0);
  });

  it('allows ten times the deviation and 1e-5, no more, where float64 allows the tolerance of the case', async () => {
    const off = (by: number) => {
      const file = traceFile();
      file.cases[0]!.trace[2]!.theta[0]! += by;
      file.cases[0]!.trace[2]!.f = null;
      return file;
    };
    expect((await verifyReference('near', off(8e-6), backend)).failed).toEqual([]);
    expect((await verifyReference('near', off(8e-6))).failed).toMatchObject([{ id: 'sgd', tolerance: 1e-12 }]);
    const far = await verifyReference('far', off(2e-5), backend);
    expect(far.failed).toMatchObject([{ id: 'sgd', what: 'theta' }]);
    expect(far.failed[0]!.tolerance).toBeCloseTo(1.1e-5, 12);
  });

  it('compares in float64 where the file says nothing in float32', async () => {
    const file = traceFile();
    const [sgd, lookahead] = file.cases;
    Object.assign(sgd!, { float32_deviation: null });
    Object.assign(lookahead!, { float32_deviation: 0.5 });
    expect((await verifyReference('none', file, backend)).float64).toEqual(['sgd', 'look-ahead']);
    sgd!.trace[2]!.theta[0]! += 1e-9;
    sgd!.trace[2]!.f = null;
    expect((await verifyReference('none', file, backend)).failed).toMatchObject([{ id: 'sgd', tolerance: 1e-12 }]);
  });

  it.each(['full-adam', 'mini-lamb', 'mini-look-ahead', 'full-gauss-newton', 'full-rprop'])(
    'finds a wrong number in %s',
    async (id) => {
      const file = await networkFile();
      const wrong = file.cases.find((testCase) => testCase.id === id)!;
      (wrong.loss as number[])[2]! += 5e-4;
      (wrong.final.last5 as number[])[4]! += 5e-4;
      const { failed, passed, total } = await verifyReference('wrong', file, backend);
      expect(new Set(failed.map((check) => check.id))).toEqual(new Set([id]));
      expect(failed.map(({ what }) => what)).toEqual(expect.arrayContaining(['loss', 'final last5']));
      expect(passed).toBe(total - 1);
    },
  );

  it('finds a wrong number in the tables it computes itself', async () => {
    const file = traceFile();
    file.clipping[0]!.clipped[0]![0]! += 1e-4;
    file.losses[0]!.categorical_crossentropy_from_logits.gradient[0]![0] = 0;
    const { failed } = await verifyReference('tables', file, backend);
    expect(failed.map(({ id, what }) => `${id} ${what}`)).toEqual([
      'norm clipped',
      'sure-and-wrong categorical_crossentropy_from_logits gradient',
    ]);
  });

  it('does not pass what the engine cannot train', async () => {
    const { networks, cases } = await networkFile();
    const odd = networks.map((network) => ({ ...network, hidden_activation: 'snake' }));
    const { unsupported, passed } = await verifyReference('odd', { networks: odd, cases }, backend);
    expect(unsupported).toHaveLength(5);
    expect(passed).toBe(0);
    const curvature = { ...cases[3]!, params: { curvature: 'hessian' } };
    expect((await verifyReference('hessian', { networks, cases: [curvature] }, backend)).unsupported).toHaveLength(1);
  });
});
