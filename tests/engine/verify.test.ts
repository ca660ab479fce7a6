import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { VerifyEngine } from '#shared/verification/backend.ts';
import { verifyOnEngine } from '../../src-renderer/engine/verify.ts';
import { networkFile, traceFile } from '../support/referenceFiles.ts';

const verify = (engine: VerifyEngine, content: unknown, told: [number, number][] = []) =>
  verifyOnEngine(
    { engine, file: 'own', content },
    (done, total) => Promise.resolve(void told.push([done, total])),
    () => expect.unreachable('the device was lost'),
  );

describe.each(['wasm', 'webgl'] as const)('reference files on %s', (engine) => {
  it('pass where they are right, telling how far it is', async () => {
    const told: [number, number][] = [];
    const traces = await verify(engine, traceFile(), told);
    expect(traces).toEqual({ file: 'own', total: 7, passed: 7, failed: [], unsupported: [], float64: [] });
    expect(told).toEqual(Array.from({ length: 7 }, (_, done) => [done, 7]));
    const networks = await verify(engine, await networkFile());
    expect(networks).toEqual({
      file: 'own',
      total: 5,
      passed: 5,
      failed: [],
      unsupported: [],
      float64: ['full-rprop'],
    });
  });

  it('fail where a number is wrong, naming it', async () => {
    const traces = traceFile();
    traces.cases[1]!.trace[2]!.theta[0]! += 1e-4;
    traces.clipping[1]!.clipped[0]![0]! += 1e-4;
    traces.losses[0]!.mse.gradient[1] = 3;
    const { failed } = await verify(engine, traces);
    expect(failed.map(({ id, what }) => `${id} ${what}`)).toEqual([
      'look-ahead theta',
      'value clipped',
      'sure-and-wrong mse gradient',
    ]);
    const networks = await networkFile();
    for (const testCase of networks.cases) (testCase.loss as number[])[3]! += 1e-3;
    const report = await verify(engine, networks);
    expect(new Set(report.failed.map(({ id }) => id))).toEqual(new Set(networks.cases.map(({ id }) => id)));
    expect(report.passed).toBe(0);
  });

  it('ends when it is told to', async () => {
    const stop = () => Promise.reject(new Error('enough'));
    await expect(verifyOnEngine({ engine, file: 'own', content: traceFile() }, stop, stop)).rejects.toThrow('enough');
  });
});

describe('on webgl', () => {
  it('leaves no tensor behind', async () => {
    await verify('webgl', traceFile());
    const before = tf.memory().numTensors;
    await verify('webgl', traceFile());
    await verify('webgl', await networkFile());
    expect(tf.memory().numTensors).toBe(before);
  });
});
