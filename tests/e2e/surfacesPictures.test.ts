import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { startStudio, type RunningStudio } from '../support/studio.ts';
import {
  choosePane,
  loadRecipe,
  numbers,
  openSurfaces,
  save,
  setUpdates,
  settledPicture,
  tickRacers,
  toStep,
} from './surfacesPage.ts';
import { bestFrames, SMOOTH_MS } from './frameTimes.ts';
import { expectQuiet, toggle } from './walk.ts';

const pictures = join(repositoryRoot, 'tests/.artifacts/surfaces');
let studio: RunningStudio;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  studio = await startStudio();
});
afterAll(() => studio.stop());

interface Decoded {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly repeats: string;
  readonly delaysMs: readonly number[];
  readonly first: number;
  readonly last: number;
}

/** Decodes every frame of a GIF with the browser's own decoder. A text, because Node's types know no page. */
const decodeGif = `window.decodeGif = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const decoder = new ImageDecoder({ data: bytes, type: 'image/gif' });
  await decoder.completed;
  await decoder.tracks.ready;
  const { frameCount, repetitionCount } = decoder.tracks.selectedTrack;
  const canvas = new OffscreenCanvas(1, 1);
  const delaysMs = [], sums = [];
  let size = {};
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    size = { width: image.displayWidth, height: image.displayHeight };
    delaysMs.push(image.duration / 1000);
    if (frameIndex === 0 || frameIndex === frameCount - 1) {
      Object.assign(canvas, size);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, size.width, size.height).data.buffer);
      sums.push(pixels.reduce((sum, pixel) => (31 * sum + pixel) | 0, 0));
    }
    image.close();
  }
  return { frames: frameCount, ...size, repeats: String(repetitionCount), delaysMs, first: sums[0], last: sums[1] };
}`;

/** How many racers' markers of a drawing stand on its curve, within half a px. */
function markersOnCurve(svg: string): number {
  const curve = /<path d="M([^"Z]+)" fill="none"/
    .exec(svg)![1]!
    .split('L')
    .map((point) => point.split(' ').map(Number));
  const markers = [...svg.matchAll(/translate\(([\d.-]+) ([\d.-]+)\) scale\(1\.75\)/g)];
  return markers.filter(([, x, y]) => {
    const [left, right] = [curve[Math.floor(Number(x))]!, curve[Math.floor(Number(x)) + 1]!];
    const height = left[1]! + (right[1]! - left[1]!) * (Number(x) - left[0]!);
    return Math.abs(height - Number(y)) < 0.5;
  }).length;
}

async function play(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Play' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
}

/** Waits for so many frames, however slow they come. A text, because Node's types know no page. */
function framesLater(count: number): string {
  return `(async () => { for (let i = 0; i < ${count}; i++) await new Promise(requestAnimationFrame); })()`;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the thread's own clock: what a neighbour takes of the processor does not count. */
  readonly tdur?: number;
  readonly dur?: number;
}

/** Milliseconds of processor time of every animation frame's callback with all that it sets off: Vue's updates and the drawing. */
function frameCosts(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  // The first ones belong to the button that was pressed.
  const frames = traceEvents.filter(({ name }) => name === 'FireAnimationFrame').slice(3);
  return frames.map(({ tdur, dur }) => (tdur ?? dur ?? Infinity) / 1000);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Infinity;
}

describe('pictures of the surfaces page', () => {
  it('saves picture, drawing and numbers', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
    await toStep(page, '7');
    const saved: Record<string, Buffer> = {};
    for (const [name, ending] of [
      ['Picture (PNG)', 'png'],
      ['Drawing (SVG)', 'svg'],
      ['Numbers of every step (CSV)', 'csv'],
    ] as const) {
      const file = await save(page, name);
      expect(file.name).toBe(`quadratic-step-7.${ending}`);
      saved[ending] = file.bytes;
    }
    expect(saved.png!.subarray(1, 4).toString()).toBe('PNG');
    expect(saved.svg!.toString()).toMatch(/^<svg[\s\S]*stroke-dasharray="8 4"[\s\S]*<\/svg>$/);
    const rows = saved.csv!.toString().trim().split('\r\n');
    expect(rows).toHaveLength(22);
    expect(rows[0]).toContain('"SGD η 0.4: x"'.replaceAll('"', ''));
    expect(rows.at(-1)!.split(',')[1]).toMatch(/^-0\.9434\d{10,}/);
    expectQuiet(troubles);
    await close();
  });

  it('E11: saves the race as an animation that a browser decodes, and can be told to stop', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
    const { name, bytes } = await save(page, 'Animation (GIF)');
    expect(name).toBe('quadratic.gif');
    await page.evaluate(decodeGif);
    const decoded = await page.evaluate<Decoded>(`decodeGif('${bytes.toString('base64')}')`);
    const map = (await page.locator('.map-place canvas').boundingBox())!;
    // 20 steps at three a second, a frame every 80 ms, and the last one for two seconds.
    expect(decoded.frames).toBe(85);
    expect(decoded.width).toBe(Math.round(map.width));
    expect(decoded.height).toBeGreaterThan(map.height + 40);
    expect(decoded.repeats).toBe('Infinity');
    expect(decoded.delaysMs.slice(0, -1).every((delay) => delay === 80)).toBe(true);
    expect(decoded.delaysMs.at(-1)).toBe(2000);
    expect(decoded.first).not.toBe(decoded.last);
    await page.getByText('Making the animation').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    let downloads = 0;
    page.on('download', () => (downloads += 1));
    await page.getByRole('button', { name: 'Animation (GIF)' }).click();
    await page.getByRole('progressbar', { name: 'Making the animation' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Making the animation').waitFor({ state: 'detached' });
    expect(downloads).toBe(0);
    expectQuiet(troubles);
    await close();
  });

  it('B5: a function of one number is a curve with the racers on it', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
    await loadRecipe(page, 'Slope, plateau, descent');
    await page.getByRole('img', { name: /^Curve of Slope and plateau/ }).waitFor();
    await page.getByText('f(x) =', { exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: /^Start/ }).count()).toBe(1);
    await toStep(page, '120');
    const [slow, heavy] = await numbers(page);
    expect(Number(slow![1]!.replace('−', '-'))).toBeLessThan(0);
    expect(Number(heavy![1]!)).toBeGreaterThan(4);
    const svg = (await save(page, 'Drawing (SVG)')).bytes.toString();
    expect(svg).not.toContain('<image');
    expect(markersOnCurve(svg)).toBe(2);
    const map = page.getByRole('img', { name: /^Curve of/ });
    await map.focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.locator('.map-readout b').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(
      Number((await page.getByRole('textbox', { name: 'Start x' }).inputValue()).replace('−', '-')),
    ).toBeGreaterThan(3);
    await page.screenshot({ path: join(pictures, 'curve.png') });
    expectQuiet(troubles);
    await close();
  });

  it('draws the arrows of gradient and velocity when asked, and says when nobody looks ahead', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
    await choosePane(page, 'Optimizers');
    await toggle(page, 'Nesterov');
    await choosePane(page, 'Numbers');
    await toStep(page, '3');
    const sums = [(await settledPicture(page)).sum];
    for (const name of ['Gradient step −ηg', 'Velocity']) {
      await toggle(page, name);
      sums.push((await settledPicture(page)).sum);
    }
    expect(new Set(sums).size).toBe(3);
    await toggle(page, 'Look-ahead');
    // Keras' form has its look-ahead inside θ: there is nothing to draw, and the page says so.
    await page.getByText(/Nobody here looks ahead/).waitFor();
    expectQuiet(troubles);
    await close();
  });

  it('plays 20 optimizers over 2,000 steps within a frame’s time', async () => {
    const { page, browser, troubles, close } = await openSurfaces(studio.url);
    await page.getByRole('combobox', { name: 'Surface', exact: true }).selectOption('himmelblau');
    await setUpdates(page, 2000);
    await tickRacers(page, 20);
    await choosePane(page, 'Numbers');
    await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] });
    await play(page);
    await page.evaluate(framesLater(60));
    const trace = await browser.stopTracing();
    // A race lasts eight seconds: every window reads the frames of one from its start.
    const seen = await bestFrames(page, 2500, 6, async () => {
      await toStep(page, '0');
      await play(page);
    });
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(seen.p95).toBeLessThan(SMOOTH_MS);
    const frames = frameCosts(trace);
    expect(frames.length).toBeGreaterThanOrEqual(50);
    expect(quantile(frames, 0.95)).toBeLessThan(8);
    await page.screenshot({ path: join(pictures, 'twenty.png') });
    expectQuiet(troubles);
    await close();
  });

  it('plays to the end by itself where motion is welcome', async () => {
    const { page, close } = await openSurfaces(studio.url, { reducedMotion: 'no-preference' });
    await page.getByText('Step 20', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await close();
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 1024, height: 700 } }],
  ] as const)('fits its window: %s', async (name, options) => {
    const { page, troubles, close } = await openSurfaces(studio.url, options);
    await toStep(page, '7');
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expectQuiet(troubles);
    await close();
  });
});
