import { dirtyBoxes, type DirtyBoxes } from './contourDirty.ts';
import { clipToPicture, MAP_MARGIN, paintGround, pictureContext, toPicture, type Ground } from './contourPaint.ts';
import { drawStart, startPicture, type StartPicture } from './contourStart.ts';
import {
  drawFuture,
  drawPieces,
  drawRacers,
  extendTrails,
  newPens,
  type Trail,
  type TrailPen,
} from './contourTrails.ts';
import { drawArrows, type VectorChoice } from './contourVectors.ts';
import type { MapView } from './contourView.ts';

export interface SceneTrail extends Trail {
  /** The velocity moves θ as it is, not times the rate. */
  readonly isRateInside: boolean;
}

/** What a race shows at one moment. */
export interface SceneMoment {
  /** Whole steps so far, and where between two of them the racers stand. */
  readonly step: number;
  readonly at: number;
  readonly vectors: VectorChoice;
}

/** Draws over the racers, in the units of the picture, and tells what it covered. */
export type Overlay = (context: CanvasRenderingContext2D, boxes: DirtyBoxes) => void;

export interface Scene {
  /** Another landscape, theme or size: everything is drawn anew. */
  setGround(ground: Ground, ratio: number): void;
  /** Other paths on the same ground. */
  setTrails(trails: readonly SceneTrail[]): void;
  /** The moment that is to be seen; only what changed since the last one is drawn. */
  show(moment: SceneMoment, overlay?: Overlay): void;
}

/**
 * A race on one canvas. A hidden copy holds ground and trails without what moves; from it the parts under the markers are taken again every frame, so
 * that a frame costs as much as its markers and the new pieces of the trails, however long the race is.
 */
export function mapScene(canvas: HTMLCanvasElement): Scene {
  const groundCanvas = document.createElement('canvas');
  const cleanCanvas = document.createElement('canvas');
  let ground: Ground | null = null;
  let start: StartPicture | null = null;
  let ratio = 1;
  let trails: readonly SceneTrail[] = [];
  let pens: TrailPen[] = [];
  let boxes = dirtyBoxes(MAP_MARGIN, ratio);

  function setGround(next: Ground, nextRatio: number): void {
    [ground, ratio] = [next, nextRatio];
    boxes = dirtyBoxes(MAP_MARGIN, ratio);
    paintGround(groundCanvas, ground, ratio);
    start = startPicture(ground, ratio);
    startTrails();
  }

  function setTrails(next: readonly SceneTrail[]): void {
    trails = next;
    startTrails();
  }

  /** Ground and pale futures; the trails begin again. */
  function startTrails(): void {
    if (!ground) return;
    const clean = pictureContext(cleanCanvas, ground.view, ratio);
    clean.setTransform(1, 0, 0, 1, 0, 0);
    clean.drawImage(groundCanvas, 0, 0);
    onPicture(clean, ground.view, ratio, () => drawFuture(clean, trails, ground!.theme));
    pens = newPens(trails);
    boxes.coverAll();
  }

  function show(moment: SceneMoment, overlay?: Overlay): void {
    if (!ground) return;
    const { theme, view } = ground;
    if (pens.some((pen) => pen.seen > moment.step)) startTrails();
    const clean = pictureContext(cleanCanvas, view, ratio);
    onPicture(clean, ground.view, ratio, () => extendTrails(clean, trails, pens, moment.step, theme, boxes));
    const context = pictureContext(canvas, view, ratio);
    boxes.restore(context, cleanCanvas);
    onPicture(context, view, ratio, () => {
      drawPieces(context, trails, pens, moment, theme, boxes);
      if (start) drawStart(context, start, ratio, boxes);
      if (hasArrows(moment.vectors)) {
        drawArrows(context, trails, moment.step, moment.vectors, view, theme);
        boxes.coverAll();
      }
      drawRacers(context, trails, moment.at, view, theme, boxes);
      overlay?.(context, boxes);
    });
  }

  return { setGround, setTrails, show };
}

function hasArrows({ gradient, velocity, lookahead }: VectorChoice): boolean {
  return gradient || velocity || lookahead;
}

/** Draws in CSS px inside the picture's round corners. */
function onPicture(context: CanvasRenderingContext2D, view: MapView, ratio: number, draw: () => void): void {
  context.save();
  toPicture(context, ratio);
  clipToPicture(context, view);
  draw();
  context.restore();
}
