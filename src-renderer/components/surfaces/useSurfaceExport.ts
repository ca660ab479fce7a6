import { paintMap, paintStart, mapContext, clipToPicture } from '../../charts/contourPaint.ts';
import { mapSvg } from '../../charts/contourSvg.ts';
import { drawFuture, drawRacers, extendTrails, newPens } from '../../charts/contourTrails.ts';
import { useWords } from '../../i18n/index.ts';
import { useSurfacesStore } from '../../stores/surfaces.ts';
import { useUiStore } from '../../stores/ui.ts';
import { pngOf, saveBlob } from './saveFile.ts';
import { raceCsv } from './surfaceCsv.ts';
import type { useMapCanvas } from './useMapCanvas.ts';
import { useRacerWords } from './useRacerWords.ts';

const PNG_RATIO = 2;

/** Takes the race out of the page: picture, drawing, table. */
export function useSurfaceExport(canvas: () => ReturnType<typeof useMapCanvas> | null) {
  const store = useSurfacesStore();
  const ui = useUiStore();
  const { t } = useWords();
  const { fullName, surfaceName } = useRacerWords();
  const names = () => store.races.map(({ racer }) => fullName(racer));
  const fileName = (ending: string) => `${store.surface.id.replaceAll('_', '-')}-step-${store.step}.${ending}`;

  async function copyTable(): Promise<void> {
    try {
      await navigator.clipboard.writeText(raceCsv(store.races, names(), store.surface.dimensions, '\t'));
      ui.toast({ message: t('surfaces.copied'), tone: 'good' });
    } catch {
      ui.toast({ message: t('surfaces.copyFailed'), tone: 'bad' });
    }
  }

  function saveCsv(): void {
    saveBlob(
      fileName('csv'),
      new Blob([raceCsv(store.races, names(), store.surface.dimensions)], { type: 'text/csv' }),
    );
  }

  function saveSvg(): void {
    const drawn = canvas();
    if (!drawn) return;
    const { view, model, theme, words, minima, trails } = drawn;
    const svg = mapSvg({
      view: view.value,
      model: model.value,
      theme: theme.value,
      words: words.value,
      minima: minima.value,
      trails: trails.value,
      start: store.start,
      names: names(),
      step: store.step,
      title: `${surfaceName(store.surface.id)}, ${t('surfaces.stepAt', { step: store.step })}`,
    });
    saveBlob(fileName('svg'), new Blob([svg], { type: 'image/svg+xml' }));
  }

  async function savePng(): Promise<void> {
    const drawn = canvas();
    if (!drawn) return;
    saveBlob(fileName('png'), await pngOf(composed(drawn)));
  }

  /** Everything the map shows now on one canvas, at twice the size, on the card's own paper. */
  function composed({ view, model, theme, words, minima, trails }: ReturnType<typeof useMapCanvas>): HTMLCanvasElement {
    const picture = document.createElement('canvas');
    paintMap(picture, view.value, model.value, theme.value, words.value, minima.value, PNG_RATIO);
    const paths = document.createElement('canvas');
    const context = mapContext(paths, view.value, PNG_RATIO);
    clipToPicture(context, view.value);
    drawFuture(context, trails.value, theme.value);
    extendTrails(context, trails.value, newPens(trails.value), store.step, theme.value);
    drawRacers(context, trails.value, store.step, view.value, theme.value);
    paintStart(context, view.value, store.start, theme.value, words.value.start);
    const whole = document.createElement('canvas');
    [whole.width, whole.height] = [picture.width, picture.height];
    const target = whole.getContext('2d')!;
    target.fillStyle = theme.value.surface;
    target.fillRect(0, 0, whole.width, whole.height);
    target.drawImage(picture, 0, 0);
    target.drawImage(paths, 0, 0);
    return whole;
  }

  return { copyTable, saveCsv, saveSvg, savePng };
}
