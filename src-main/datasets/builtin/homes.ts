import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { builtinTable } from './table.ts';

const heatings = ['district', 'gas', 'heat pump', 'oil'] as const;
/** What a heating adds to the price, as a share. */
const heatingValue = [0.03, 0, 0.06, -0.05] as const;
const grades = ['A', 'B', 'C', 'D', 'E', 'F', 'G'] as const;
const NOISE = 0.09;

/** An invented home with gaps: [living area m², plot m², rooms, year built, heating, energy grade, price in thousands]; NaN is a missing cell. */
export function home(seed: number, index: number): readonly number[] {
  const draw = (what: string): number => generator(seed, 'homes', what).uniform(index);
  const normal = (what: string): number => generator(seed, 'homes', what).normal(index);
  const living = Math.round(Math.min(280, Math.max(30, 105 * Math.exp(0.35 * normal('living')))));
  const isFlat = draw('flat') < 0.3;
  const plot = Math.round(living * (1.2 + 4 * draw('plot')));
  const rooms = Math.max(1, Math.round(living / 28 + 0.7 * normal('rooms')));
  const built = Math.round(2024 - 110 * draw('built') ** 1.4);
  const heating = pick([0.2, 0.65, built > 2005 ? 0.95 : 0.7, 1], draw('heating'));
  const grade = Math.min(6, Math.max(0, Math.round((2024 - built) / 18 + 0.9 * normal('grade'))));
  const base = 2.9 * living ** 0.95 * (isFlat ? 0.9 : 1 + plot / 6000) * Math.exp((built - 1980) / 260);
  const trend = base * (1 + heatingValue[heating]!) * (1.06 - 0.03 * grade);
  const price = Math.round(10 * trend * Math.exp(NOISE * normal('price'))) / 10;
  return [
    living,
    // A flat has no plot; of some houses nobody wrote it down.
    isFlat || draw('plot gap') < 0.04 ? NaN : plot,
    draw('rooms gap') < 0.03 ? NaN : rooms,
    // The older a home, the likelier its papers are lost.
    draw('built gap') < (built < 1950 ? 0.25 : 0.03) ? NaN : built,
    draw('heating gap') < 0.05 ? NaN : heating,
    draw('grade gap') < 0.2 ? NaN : grade,
    price,
  ];
}

/** The first place whose running share reaches the draw. */
function pick(upTo: readonly number[], draw: number): number {
  return upTo.findIndex((share) => draw < share);
}

export const homes = builtinTable({
  id: 'homes',
  name: 'Homes with gaps',
  revision: 1,
  rows: 2000,
  columns: [
    { name: 'living area', categories: null },
    { name: 'plot', categories: null },
    { name: 'rooms', categories: null },
    { name: 'built', categories: null },
    { name: 'heating', categories: heatings },
    { name: 'energy', categories: grades },
    { name: 'price', categories: null },
  ],
  target: 'price',
  row: (index) => home(BUILTIN_SEED, index),
});
