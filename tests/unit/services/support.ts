import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { createStudioServices, type HostCapabilities, type StudioServices } from '#main/services/studioService.ts';
import type { EventName } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';
import { resources, silentHost } from './fixtures.ts';

export * from './fixtures.ts';

const cleanUps: (() => void | Promise<void>)[] = [];

/** Runs after the test, the last one first. */
export function afterTest(work: () => void | Promise<void>): void {
  cleanUps.push(work);
}

afterEach(async () => {
  for (const work of cleanUps.splice(0).reverse()) await work();
});

/** An empty folder that goes with the test. */
export function tempFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'descent-services-'));
  afterTest(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

export interface Heard {
  readonly event: EventName;
  readonly payload: unknown;
}

export interface TestStudio {
  readonly services: StudioServices;
  readonly heard: Heard[];
  readonly userData: string;
  readonly exportsFolder: string;
  /** Fulfilled with the payload of the next event of this name. */
  next(event: EventName): Promise<unknown>;
}

/** Real services on real files; closed with the test. */
export async function openStudio({
  userData = path.join(tempFolder(), 'home'),
  host = silentHost,
}: { userData?: string; host?: HostCapabilities } = {}): Promise<TestStudio> {
  const heard: Heard[] = [];
  const waiting: { event: EventName; resolve: (payload: unknown) => void }[] = [];
  const exportsFolder = path.join(userData, 'exports');
  const services = await createStudioServices({
    userData,
    exportsFolder,
    resources,
    appVersion: '0.1.0',
    host,
    emit: (event, payload) => {
      heard.push({ event, payload });
      for (const one of waiting.filter((candidate) => candidate.event === event)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve(payload);
      }
    },
  });
  afterTest(() => services.close());
  const next = (event: EventName) => new Promise<unknown>((resolve) => waiting.push({ event, resolve }));
  return { services, heard, userData, exportsFolder, next };
}

/** The code of the StudioError that a work throws; `null` where it throws none. */
export async function codeOf(work: () => unknown): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof StudioError) return error.code;
    throw error;
  }
}

export function bytesStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** A whole body. */
export async function bodyOf(body: ReadableStream<Uint8Array> | Uint8Array | null): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
