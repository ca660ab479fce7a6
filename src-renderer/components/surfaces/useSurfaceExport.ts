import { racePicture, type RacePicture } from '../../charts/contourPicture.ts';
import { mapSvg } from '../../charts/contourSvg.ts';
import { useWords } from '../../i18n/index.ts';
import { FORMULA, useSurfacesStore } from '../../stores/surfaces.ts';
import { useUiStore } from '../../stores/ui.ts';
import { pngOf, saveBlob } from '../saveFile.ts';
import { raceCsv } from './surfaceCsv.ts';
import { surfaceText } from './surfaceText.ts';
import { useGifExport } from './useGifExport.ts';
import type { useMapCanvas } from './useMapCanvas.ts';
import { useRacerWords } from './useRacerWords.ts';
import { stepsPerSecond } from './useSurfacePlayer.ts';

const PNG_RATIO = 2;
/** An animation is looked at in mails and slides. */
const MAX_GIF_WIDTH = 960;

/** Takes the race out of the page: picture, drawing, animation, table. */
export function useSurfaceExport(canvas: () => ReturnType<typeof useMapCanvas> | null) {
  const store = useSurfacesStore();
  const ui = useUiStore();
  const { t, count } = useWords();
  const { fullName, surfaceName } = useRacerWords();
  const gif = useGifExport();
  const names = () => store.races.map(({ racer }) => fullName(racer));
  const shownNames = () => store.shownRaces.map(({ racer }) => fullName(racer));
  const stepText = (step: number) => t('surfaces.pictureStep', { step: count(step), steps: count(store.steps) });
  const baseName = () => store.surface.id.replaceAll('_', '-');
  const fileName = (ending: string) => `${baseName()}-step-${store.step}.${ending}`;

  function title(): string {
    const formula = store.surfaceId === FORMULA ? store.formulaText : surfaceText(store.surface, store.params);
    return t('surfaces.picture', { name: surfaceName(store.surface.id), formula });
  }

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
    const svg = mapSvg({
      ground: drawn.ground.value,
      trails: drawn.trails.value,
      names: shownNames(),
      step: store.step,
      title: `${title()}. ${stepText(store.step)}`,
    });
    saveBlob(fileName('svg'), new Blob([svg], { type: 'image/svg+xml' }));
  }

  function pictureOf(drawn: ReturnType<typeof useMapCanvas>, ratio: number): RacePicture {
    return racePicture({
      ground: drawn.ground.value,
      trails: drawn.trails.value,
      names: shownNames(),
      title: title(),
      stepText,
      ratio,
    });
  }

  async function savePng(): Promise<void> {
    const drawn = canvas();
    if (!drawn) return;
    const picture = pictureOf(drawn, PNG_RATIO);
    picture.show({ step: store.step, at: store.step, vectors: store.vectors });
    saveBlob(fileName('png'), await pngOf(picture.canvas));
  }

  async function saveGif(): Promise<void> {
    const drawn = canvas();
    if (!drawn) return;
    const picture = pictureOf(drawn, Math.min(1, MAX_GIF_WIDTH / drawn.view.value.width));
    const blob = await gif.make(picture, store.steps, stepsPerSecond(store.steps));
    if (blob) saveBlob(`${baseName()}.gif`, blob);
  }

  return { copyTable, saveCsv, saveSvg, savePng, saveGif, gifProgress: gif.progress, cancelGif: gif.cancel };
}
