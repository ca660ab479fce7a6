import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { answerBytes, type BytesSources } from '#main/services/bytes.ts';

/** The answer to who asks for the samples of a set that lie in this file. */
async function answerOf(path: string) {
  const datasets = { partFile: () => Promise.resolve({ path }) };
  const request = { method: 'GET', path: '/bytes/datasets/d/samples', body: null, length: null } as const;
  const { body } = await answerBytes(request, { datasets } as unknown as BytesSources);
  return body as ReadableStream<Uint8Array>;
}

async function fileOf(bytes: number): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'studio-bytes-')), 'samples.bin');
  await writeFile(path, new Uint8Array(bytes).fill(7));
  return path;
}

// An error of a stream that nobody hears would end the process, and so these tests.
describe('bytes of a file', () => {
  it('are all there', async () => {
    const bytes = await new Response(await answerOf(await fileOf(1_000_000))).bytes();
    expect([bytes.length, bytes.every((byte) => byte === 7)]).toEqual([1_000_000, true]);
  });

  it('that is deleted before it is read fail for who reads, and for nobody else', async () => {
    const path = await fileOf(10);
    const [read, unread] = [await answerOf(path), await answerOf(path)];
    await rm(path);
    await expect(new Response(read).bytes()).rejects.toThrow();
    await delay(50);
    await unread.cancel();
  });

  it('can be left half-way', async () => {
    const reader = (await answerOf(await fileOf(5_000_000))).getReader();
    expect((await reader.read()).value!.length).toBeGreaterThan(0);
    await reader.cancel();
    await delay(50);
  });
});
