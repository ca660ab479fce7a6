import { useDevicePixelRatio, useResizeObserver } from '@vueuse/core';
import { computed, onMounted, ref, watch, type Ref } from 'vue';
import type { LocalShape } from '#shared/surfaces/criticalPoint.ts';
import { isRule, racerById, racerValues } from '#shared/surfaces/racer.ts';
import type { Pair } from '#shared/surfaces/surface.ts';
import { curveModel, laneOf } from '../../charts/contourCurve.ts';
import type { DirtyBoxes } from '../../charts/contourDirty.ts';
import { contourModel } from '../../charts/contourMap.ts';
import { MAP_MARGIN, type Ground, type MapWords } from '../../charts/contourPaint.ts';
import { mapScene, type Scene, type SceneTrail } from '../../charts/contourScene.ts';
import { readMapTheme } from '../../charts/contourTheme.ts';
import { trailOf } from '../../charts/contourTrails.ts';
import { curveView, fitView, toPx, type MapView } from '../../charts/contourView.ts';
import { useChartTheme } from '../../charts/useChartTheme.ts';
import { useWords } from '../../i18n/index.ts';
import { useSurfacesStore, type RunRace } from '../../stores/surfaces.ts';

export interface MapMark {
  readonly at: Pair;
  readonly shape: LocalShape;
  readonly isCritical: boolean;
}

/** Draws the race on its map, or on its curve where the function has one number only. */
export function useMapCanvas(
  place: Ref<HTMLElement | null>,
  canvas: Ref<HTMLCanvasElement | null>,
  mark: Ref<MapMark | null>,
) {
  const store = useSurfacesStore();
  const { t, number, language } = useWords();
  const chartTheme = useChartTheme();
  const { pixelRatio } = useDevicePixelRatio();
  const theme = computed(() => {
    void chartTheme.value;
    return readMapTheme(document.documentElement);
  });
  const size = ref({ width: 0, height: 0 });
  const zoom = ref(1);
  const isReady = computed(() => size.value.width > 40 && size.value.height > 40);
  const heightAt = computed(() => {
    const { surface, params } = store;
    return (x: number, y: number): number => surface.value(x, y, params as never);
  });
  const isLine = computed(() => store.surface.dimensions === 1);
  const onLine = computed(() => {
    const f = heightAt.value;
    return (x: number): number => f(x, 0);
  });
  const view = computed<MapView>(() => {
    const { width, height } = size.value;
    return isLine.value
      ? curveView(onLine.value, store.surface.view.x, width, height, zoom.value)
      : fitView(store.surface.view, width, height, zoom.value);
  });
  const model = computed(() => {
    if (isLine.value) return curveModel(onLine.value, view.value);
    const spoke = store.surface.minima[0] ?? [middle(view.value.x), middle(view.value.y)];
    return contourModel(heightAt.value, view.value, spoke);
  });
  const words = computed<MapWords>(() => {
    void language();
    const [x, y] = [number(store.start[0], 4), number(store.start[1], 4)];
    return {
      number: (value) => number(value, 3),
      minimum: t('surfaces.map.minimum'),
      start: isLine.value ? t('surfaces.map.startLine', { x }) : t('surfaces.map.start', { x, y }),
    };
  });
  const minima = computed(() => {
    const { surface, params } = store;
    // Parameters may move the lowest point a little: only where the ground is flat is there one.
    return surface.minima.filter(([x, y]) => Math.hypot(...surface.gradient(x, y, params as never)) < 1e-2);
  });
  const ground = computed<Ground>(() => ({
    view: view.value,
    theme: theme.value,
    words: words.value,
    model: model.value,
    minima: minima.value.map(onPlane),
    start: onPlane(store.start),
  }));
  const trails = computed(() => store.shownRaces.map((run, index) => trailFor(run, index)));
  let scene: Scene | null = null;

  /** A place of x and y on the plane that is shown: on a curve its height is f. */
  function onPlane(at: Pair): Pair {
    return isLine.value ? [at[0], onLine.value(at[0])] : at;
  }

  function trailFor({ racer, race }: RunRace, index: number): SceneTrail {
    const values = racerValues(racerById(racer.racer), racer.params);
    const isRateInside =
      isRule(racerById(racer.racer)) && ['lr_in', 'keras', 'lookahead'].includes(String(values.form));
    const lane = isLine.value ? laneOf(view.value, onLine.value, index) : null;
    const trail = trailOf(racer.slot, race.trace, view.value, race.divergence?.kind === 'notFinite', lane);
    return { ...trail, isRateInside };
  }

  function drawGround(): void {
    if (!isReady.value || !canvas.value) return;
    scene ??= mapScene(canvas.value);
    scene.setGround(ground.value, pixelRatio.value);
    drawMoment();
  }

  function drawTrails(): void {
    scene?.setTrails(trails.value);
    drawMoment();
  }

  function drawMoment(): void {
    if (isReady.value) scene?.show({ step: store.step, at: store.at, vectors: store.vectors }, drawMark);
  }

  function drawMark(context: CanvasRenderingContext2D, boxes: DirtyBoxes): void {
    if (!mark.value) return;
    const [px, py] = toPx(view.value, ...onPlane(mark.value.at));
    context.strokeStyle = theme.value.ink;
    context.lineWidth = 1;
    context.beginPath();
    if (mark.value.isCritical) context.rect(px - 5.5, py - 5.5, 11, 11);
    for (const [dx, dy] of [
      [-1, 0],
      [1, 0],
      [0, -1],
      [0, 1],
    ] as const) {
      context.moveTo(px + 10 * dx, py + 10 * dy);
      context.lineTo(px + 3 * dx, py + 3 * dy);
    }
    context.stroke();
    boxes.cover(px - 12, py - 12, px + 12, py + 12);
  }

  function measure(): void {
    if (!place.value) return;
    const width = place.value.clientWidth - MAP_MARGIN.left - MAP_MARGIN.right;
    const height = place.value.clientHeight - MAP_MARGIN.top - MAP_MARGIN.bottom;
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height };
  }

  onMounted(measure);
  useResizeObserver(place, measure);
  watch([ground, isReady, pixelRatio], drawGround, { flush: 'post', immediate: true });
  watch([trails, isReady], drawTrails, { flush: 'post', immediate: true });
  watch([() => store.at, () => store.vectors, mark], drawMoment, { flush: 'post' });

  return { view, zoom, ground, trails };
}

function middle([low, high]: Pair): number {
  return (low + high) / 2;
}
