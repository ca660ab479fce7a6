import { markerPath } from '../components/markerPath.ts';
import { contenderStyle } from './contenderStyle.ts';
import { pictureSize, MAP_MARGIN, type Ground } from './contourPaint.ts';
import { mapScene, type SceneMoment, type SceneTrail } from './contourScene.ts';
import { slotColor } from './drawing.ts';

/** A race as one picture to take away: the map, a title, the step and who is who. */
export interface RacePicture {
  readonly canvas: HTMLCanvasElement;
  /** Draws a moment; the canvas then holds it. */
  show(moment: SceneMoment): void;
}

export interface RacePictureOptions {
  readonly ground: Ground;
  readonly trails: readonly SceneTrail[];
  /** By trail. */
  readonly names: readonly string[];
  readonly title: string;
  readonly stepText: (step: number) => string;
  /** Pixels per CSS px. */
  readonly ratio: number;
}

const ROW_PX = 20;
const PADDING_PX = 8;
const SWATCH_PX = 34;
const COLUMN_GAP_PX = 18;

/** Makes the picture; its size in CSS px is that of the map with a foot for title and names. */
export function racePicture({ ground, trails, names, title, stepText, ratio }: RacePictureOptions): RacePicture {
  const mapCanvas = document.createElement('canvas');
  const scene = mapScene(mapCanvas);
  scene.setGround(ground, ratio);
  scene.setTrails(trails);
  const size = pictureSize(ground.view);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  const columns = columnsOf(context, names, size.width - MAP_MARGIN.left, ground);
  const rows = Math.ceil(names.length / columns.count);
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round((size.height + PADDING_PX + ROW_PX * (rows + 1) + PADDING_PX) * ratio);
  const top = size.height + PADDING_PX + ROW_PX / 2;
  paintFoot();

  function paintFoot(): void {
    const { theme } = ground;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textBaseline = 'middle';
    writeLine(title, MAP_MARGIN.left, top, `600 12px ${theme.font}`);
    for (const [i, name] of names.entries()) {
      const [x, y] = [
        MAP_MARGIN.left + columns.width * (i % columns.count),
        top + ROW_PX * (1 + Math.floor(i / columns.count)),
      ];
      paintSwatch(context, ground, trails[i]!.slot, x, y);
      writeLine(name, x + SWATCH_PX + 8, y, `12px ${theme.font}`);
    }
  }

  function writeLine(text: string, x: number, y: number, font: string): void {
    context.font = font;
    context.textAlign = 'left';
    context.fillStyle = ground.theme.ink;
    context.fillText(text, x, y);
  }

  function writeStep(step: number): void {
    const { theme } = ground;
    const text = stepText(step);
    context.font = `12px ${theme.font}`;
    const width = Math.ceil(context.measureText(text).width) + 24;
    context.fillStyle = theme.surface;
    context.fillRect(size.width - width, top - ROW_PX / 2, width, ROW_PX);
    context.textAlign = 'right';
    context.fillStyle = theme.ink2;
    context.fillText(text, size.width - MAP_MARGIN.right, top);
  }

  function show(moment: SceneMoment): void {
    scene.show(moment);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(mapCanvas, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    writeStep(moment.step);
  }

  return { canvas, show };
}

/** As many columns as hold the longest name. */
function columnsOf(
  context: CanvasRenderingContext2D,
  names: readonly string[],
  room: number,
  { theme }: Ground,
): { readonly count: number; readonly width: number } {
  context.font = `12px ${theme.font}`;
  const longest = Math.max(0, ...names.map((name) => context.measureText(name).width));
  const width = Math.ceil(SWATCH_PX + 8 + longest + COLUMN_GAP_PX);
  const count = Math.max(1, Math.min(names.length, Math.floor(room / width)));
  return { count, width };
}

function paintSwatch(context: CanvasRenderingContext2D, { theme }: Ground, slot: number, x: number, y: number): void {
  const style = contenderStyle(slot);
  const color = slotColor(theme, slot);
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.setLineDash([...style.dash]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + SWATCH_PX, y);
  context.stroke();
  context.setLineDash([]);
  const path = new Path2D(markerPath(style, x + SWATCH_PX / 2, y));
  context.fillStyle = style.filled ? color : theme.background;
  if (style.marker !== 'cross') context.fill(path);
  if (style.marker === 'cross' || !style.filled) context.stroke(path);
}
