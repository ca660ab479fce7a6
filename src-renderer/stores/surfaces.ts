import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { withDefaults, type ParamValue, type ParamValues } from '#shared/domain/params.ts';
import { toFailure, type ErrorDetail } from '#shared/result.ts';
import { race, type Race } from '#shared/surfaces/race.ts';
import { racerById, type NoiseSetting } from '#shared/surfaces/racer.ts';
import { surfaceById, surfaces } from '#shared/surfaces/index.ts';
import type { Pair, Surface } from '#shared/surfaces/surface.ts';
import { surfaceRecipes, type SurfaceRecipe } from '#shared/surfaces/surfaceRecipes.ts';
import {
  absoluteSchedule,
  variantParams,
  withChange,
  withoutOptimizer,
  withRacer,
  type SurfaceRacer,
} from './surfaceRacers.ts';

export const FORMULA = 'formula';
export const MAX_SURFACE_STEPS = 5000;
export type TableMode = 'steps' | 'standings';
export type SurfacePane = 'numbers' | 'optimizers' | 'recipes';

export interface RunRace {
  readonly racer: SurfaceRacer;
  readonly race: Race;
}

export interface FormulaTrouble {
  readonly code: string;
  readonly detail: ErrorDetail;
}

/** A race on a surface: the function, the start, who races, and where the playing stands. All numbers are doubles. */
export const useSurfacesStore = defineStore('surfaces', () => {
  const surfaceId = ref('quadratic');
  const formulaText = ref('0.1 x² + 2 y²');
  const formula = shallowRef<Surface | null>(null);
  const formulaTrouble = shallowRef<FormulaTrouble | null>(null);
  const paramsOf = shallowRef<Readonly<Record<string, ParamValues>>>({});
  const start = shallowRef<Pair>([-5, -2]);
  const steps = ref(20);
  const racers = shallowRef<readonly SurfaceRacer[]>([]);
  const noise = shallowRef<NoiseSetting>({ std: 0, seed: 1 });
  /** Where the playing stands, in steps; between two whole ones while it moves. */
  const at = ref(0);
  const isPlaying = ref(false);
  const speed = ref('1');
  const vectors = shallowRef({ gradient: false, velocity: false, lookahead: false });
  const explained = ref<number | null>(null);
  /** Slots whose paths are not drawn. */
  const hidden = shallowRef<ReadonlySet<number>>(new Set());
  const recipe = ref<string | null>(null);
  const tableMode = ref<TableMode>('steps');
  const pane = ref<SurfacePane>('numbers');

  const surface = computed<Surface>(
    () => (surfaceId.value === FORMULA ? formula.value : surfaceById(surfaceId.value)) ?? surfaces[0]!,
  );
  const params = computed<ParamValues>(() =>
    withDefaults(surface.value.params, paramsOf.value[surface.value.id] ?? {}),
  );
  const memory = new Map<number, { key: string; surface: Surface; race: Race }>();
  const races = computed<readonly RunRace[]>(() => racers.value.map((racer) => ({ racer, race: raceOf(racer) })));
  const shownRaces = computed(() => races.value.filter(({ racer }) => !hidden.value.has(racer.slot)));
  const step = computed(() => Math.min(steps.value, Math.floor(at.value + 1e-9)));

  /** A race is run again only where something of it changed. */
  function raceOf(racer: SurfaceRacer): Race {
    const options = {
      params: params.value,
      h: racer.params,
      start: start.value,
      steps: steps.value,
      clip: racer.clip,
      schedule: absoluteSchedule(racer),
      noise: noise.value,
    };
    const key = JSON.stringify([racer.racer, options]);
    const known = memory.get(racer.slot);
    if (known?.key === key && known.surface === surface.value) return known.race;
    const made = race({ ...options, surface: surface.value, racer: racerById(racer.racer) });
    memory.set(racer.slot, { key, surface: surface.value, race: made });
    return made;
  }

  function touched(): void {
    recipe.value = null;
  }

  function chooseSurface(id: string): void {
    touched();
    surfaceId.value = id;
    start.value = surface.value.start;
    toStart();
    if (id === FORMULA && !formula.value) void typeFormula(formulaText.value);
  }

  /** Takes a typed formula; a wrong one is refused with its place, and the last good surface stays. */
  async function typeFormula(text: string): Promise<void> {
    formulaText.value = text;
    try {
      const { formulaSurface } = await import('#shared/surfaces/formulaSurface.ts');
      if (formulaText.value !== text) return;
      formula.value = formulaSurface(text);
      formulaTrouble.value = null;
      if (surfaceId.value !== FORMULA) start.value = surface.value.start;
      surfaceId.value = FORMULA;
      touched();
      toStart();
    } catch (error) {
      const failure = toFailure(error);
      if (!failure.ok) formulaTrouble.value = { code: failure.code, detail: failure.detail };
    }
  }

  function setSurfaceParam(name: string, value: ParamValue): void {
    touched();
    paramsOf.value = { ...paramsOf.value, [surface.value.id]: { ...params.value, [name]: value } };
  }

  function setStart(next: Pair): void {
    touched();
    start.value = surface.value.dimensions === 1 ? [next[0], 0] : next;
    toStart();
  }

  function setSteps(count: number): void {
    steps.value = Math.min(MAX_SURFACE_STEPS, Math.max(1, Math.round(count)));
    at.value = Math.min(at.value, steps.value);
  }

  function setRacers(next: readonly SurfaceRacer[]): void {
    touched();
    racers.value = next;
    hidden.value = new Set(next.map(({ slot }) => slot).filter((slot) => hidden.value.has(slot)));
    if (!next.some(({ slot }) => slot === explained.value)) explained.value = next.at(-1)?.slot ?? null;
  }

  function add(racer: string): void {
    setRacers(withRacer(racers.value, { racer, params: {} }));
  }

  function addVariant(of: SurfaceRacer): void {
    setRacers(withRacer(racers.value, { ...of, params: variantParams(racers.value, of) }));
  }

  function removeOptimizer(racer: string): void {
    setRacers(withoutOptimizer(racers.value, racer));
  }

  function remove(slot: number): void {
    setRacers(racers.value.filter((racer) => racer.slot !== slot));
  }

  function change(slot: number, changes: Partial<SurfaceRacer>): void {
    setRacers(withChange(racers.value, slot, changes));
  }

  /** Draws or leaves out the path of a racer; it goes on racing. */
  function toggleShown(slot: number): void {
    const next = new Set(hidden.value);
    if (!next.delete(slot)) next.add(slot);
    hidden.value = next;
  }

  function toStart(): void {
    at.value = 0;
  }

  /** Moves to a step; what plays stops. */
  function goTo(next: number): void {
    isPlaying.value = false;
    at.value = Math.min(steps.value, Math.max(0, Math.round(next)));
  }

  function load(next: SurfaceRecipe): void {
    surfaceId.value = next.surface;
    paramsOf.value = { ...paramsOf.value, [next.surface]: next.params };
    start.value = next.start;
    steps.value = next.steps;
    noise.value = { std: 0, seed: 1 };
    setRacers(next.racers.reduce(withRacer, [] as readonly SurfaceRacer[]));
    tableMode.value = 'standings';
    recipe.value = next.id;
    toStart();
  }

  /** What the page shows at first: three rules in the ravine. */
  function begin(): void {
    const first = surfaceRecipes[0]!;
    load({
      ...first,
      racers: [
        { racer: 'sgd', params: { learningRate: 0.4 } },
        { racer: 'momentum', params: { learningRate: 0.6, beta: 0.5, form: 'lr_out' } },
        { racer: 'adam', params: { learningRate: 0.4 } },
      ],
    });
    recipe.value = null;
    tableMode.value = 'steps';
  }

  begin();
  return {
    surfaceId,
    formulaText,
    formulaTrouble,
    start,
    steps,
    racers,
    noise,
    at,
    step,
    isPlaying,
    speed,
    vectors,
    explained,
    recipe,
    tableMode,
    pane,
    surface,
    params,
    races,
    shownRaces,
    hidden,
    toggleShown,
    chooseSurface,
    typeFormula,
    setSurfaceParam,
    setStart,
    setSteps,
    add,
    addVariant,
    removeOptimizer,
    remove,
    change,
    toStart,
    goTo,
    load,
  };
});
