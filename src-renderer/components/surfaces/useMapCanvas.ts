import { useResizeObserver } from '@vueuse/core';
import { computed, onMounted, ref, shallowRef, watch, type Ref } from 'vue';
import type { LocalShape } from '#shared/surfaces/criticalPoint.ts';
import { isRule, racerById, racerValues } from '#shared/surfaces/racer.ts';
import { contourModel } from '../../charts/contourMap.ts';
import {
  clipToPicture,
  MAP_MARGIN,
  mapContext,
  paintMap,
  paintStart,
  type MapWords,
} from '../../charts/contourPaint.ts';
import { readMapTheme } from '../../charts/contourTheme.ts';
import { drawFuture, drawRacers, extendTrails, newPens, trailOf, type TrailPen } from '../../charts/contourTrails.ts';
import { drawArrows } from '../../charts/contourVectors.ts';
import { fitView, toPx, type MapView } from '../../charts/contourView.ts';
import { useChartTheme } from '../../charts/useChartTheme.ts';
import { useWords } from '../../i18n/index.ts';
import { useSurfacesStore } from '../../stores/surfaces.ts';

export interface MapLayers {
  readonly place: Ref<HTMLElement | null>;
  /** Contours, futures, trails so far, the start, what moves: each is redrawn only when something of it changes. */
  readonly map: Ref<HTMLCanvasElement | null>;
  readonly future: Ref<HTMLCanvasElement | null>;
  readonly trail: Ref<HTMLCanvasElement | null>;
  readonly marks: Ref<HTMLCanvasElement | null>;
  readonly top: Ref<HTMLCanvasElement | null>;
}

export interface MapMark {
  readonly at: readonly [number, number];
  readonly shape: LocalShape;
  readonly isCritical: boolean;
}

/** Draws the race on its map: five canvases, one above the other. */
export function useMapCanvas(layers: MapLayers, mark: Ref<MapMark | null>) {
  const store = useSurfacesStore();
  const { t, number, language } = useWords();
  const chartTheme = useChartTheme();
  const theme = computed(() => {
    void chartTheme.value;
    return readMapTheme(document.documentElement);
  });
  const size = ref({ width: 0, height: 0 });
  const zoom = ref(1);
  const view = computed<MapView>(() => fitView(store.surface.view, size.value.width, size.value.height, zoom.value));
  const spoke = computed(
    () =>
      store.surface.minima[0] ??
      ([(view.value.x[0] + view.value.x[1]) / 2, (view.value.y[0] + view.value.y[1]) / 2] as const),
  );
  const model = computed(() => {
    const { surface, params } = store;
    return contourModel((x, y) => surface.value(x, y, params as never), view.value, spoke.value);
  });
  const words = computed<MapWords>(() => {
    void language();
    return {
      number: (value) => number(value, 3),
      minimum: t('surfaces.map.minimum'),
      start: t('surfaces.map.start', { x: number(store.start[0], 4), y: number(store.start[1], 4) }),
    };
  });
  const minima = computed(() => {
    const { surface, params } = store;
    // Parameters may move the lowest point a little: only where the ground is flat is there one.
    return surface.minima.filter(([x, y]) => Math.hypot(...surface.gradient(x, y, params as never)) < 1e-2);
  });
  const trails = computed(() =>
    store.races.map(({ racer, race }) => {
      const values = racerValues(racerById(racer.racer), racer.params);
      const isRateInside =
        isRule(racerById(racer.racer)) && ['lr_in', 'keras', 'lookahead'].includes(String(values.form));
      return { ...trailOf(racer.slot, race.trace, view.value, race.divergence?.kind === 'notFinite'), isRateInside };
    }),
  );
  let pens: TrailPen[] = [];
  const trailContext = shallowRef<CanvasRenderingContext2D | null>(null);
  const isReady = computed(() => size.value.width > 40 && size.value.height > 40);

  function drawMap(): void {
    if (isReady.value && layers.map.value)
      paintMap(layers.map.value, view.value, model.value, theme.value, words.value, minima.value);
  }

  function drawPaths(): void {
    if (!isReady.value || !layers.future.value || !layers.trail.value) return;
    const future = mapContext(layers.future.value, view.value);
    clipToPicture(future, view.value);
    drawFuture(future, trails.value, theme.value);
    restartTrails();
    drawMoving();
  }

  function drawStart(): void {
    if (!isReady.value || !layers.marks.value) return;
    const marks = mapContext(layers.marks.value, view.value);
    paintStart(marks, view.value, store.start, theme.value, words.value.start);
  }

  function restartTrails(): void {
    if (!layers.trail.value) return;
    trailContext.value?.restore();
    const context = mapContext(layers.trail.value, view.value);
    context.save();
    clipToPicture(context, view.value);
    trailContext.value = context;
    pens = newPens(trails.value);
  }

  function drawMoving(): void {
    if (!isReady.value || !layers.top.value || !trailContext.value) return;
    if (pens.some((pen) => pen.step > store.step)) restartTrails();
    extendTrails(trailContext.value, trails.value, pens, store.step, theme.value);
    const top = mapContext(layers.top.value, view.value);
    top.save();
    clipToPicture(top, view.value);
    drawPieces(top);
    const { gradient, velocity, lookahead } = store.vectors;
    if (gradient || velocity || lookahead)
      drawArrows(top, trails.value, store.step, store.vectors, view.value, theme.value);
    drawRacers(top, trails.value, store.at, view.value, theme.value);
    if (mark.value) drawMark(top, mark.value);
    top.restore();
  }

  /** The piece of the way between the last whole step and where a racer stands now. */
  function drawPieces(context: CanvasRenderingContext2D): void {
    const share = store.at - store.step;
    if (share <= 0) return;
    for (const { slot, points } of trails.value) {
      const [a, b] = [points[store.step], points[store.step + 1]];
      if (!a || !b) continue;
      context.strokeStyle = theme.value.contenders[(slot - 1) % 10]!;
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(...a);
      context.lineTo(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share);
      context.stroke();
    }
  }

  function drawMark(context: CanvasRenderingContext2D, { at, isCritical }: MapMark): void {
    const [px, py] = toPx(view.value, ...at);
    context.strokeStyle = theme.value.ink;
    context.lineWidth = 1;
    context.beginPath();
    if (isCritical) context.rect(px - 5.5, py - 5.5, 11, 11);
    context.moveTo(px - 10, py);
    context.lineTo(px - 3, py);
    context.moveTo(px + 3, py);
    context.lineTo(px + 10, py);
    context.moveTo(px, py - 10);
    context.lineTo(px, py - 3);
    context.moveTo(px, py + 3);
    context.lineTo(px, py + 10);
    context.stroke();
  }

  function measure(): void {
    const place = layers.place.value;
    if (!place) return;
    const width = place.clientWidth - MAP_MARGIN.left - MAP_MARGIN.right;
    const height = place.clientHeight - MAP_MARGIN.top - MAP_MARGIN.bottom;
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height };
  }

  onMounted(measure);
  useResizeObserver(layers.place, measure);
  watch([model, theme, words, minima, isReady], drawMap, { flush: 'post', immediate: true });
  watch([trails, theme, isReady], drawPaths, { flush: 'post', immediate: true });
  watch([view, theme, words, () => store.start, isReady], drawStart, { flush: 'post', immediate: true });
  watch([() => store.at, () => store.vectors, mark], drawMoving, { flush: 'post' });

  return { view, zoom, theme, model, words, minima, trails };
}
