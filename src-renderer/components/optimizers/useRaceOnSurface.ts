import { ravineRate } from '#shared/surfaces/ravine.ts';
import { racerById } from '#shared/surfaces/racer.ts';
import { useWords } from '../../i18n/index.ts';
import { paramsWith } from '../../stores/surfaceRacers.ts';
import { useSurfacesStore } from '../../stores/surfaces.ts';
import { useUiStore } from '../../stores/ui.ts';

/** Lets a rule or solver join the race on the surface, at a rate fit for a landscape, and goes there; says so where all places are taken. */
export function useRaceOnSurface(): (racerId: string) => void {
  const surfaces = useSurfacesStore();
  const ui = useUiStore();
  const { t } = useWords();

  return (racerId) => {
    if (!surfaces.racers.some(({ racer }) => racer === racerId)) {
      surfaces.add(racerId);
      const added = surfaces.racers.find(({ racer }) => racer === racerId);
      if (!added) return ui.toast({ message: t('optimizers.surfacesFull'), tone: 'warn' });
      const rate = ravineRate(racerById(racerId), {});
      if (rate !== null) surfaces.change(added.slot, { params: paramsWith(added, 'learningRate', rate) });
    }
    surfaces.toStart();
    ui.go('surfaces');
  };
}
