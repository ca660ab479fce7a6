import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { builtinTable } from './table.ts';

/** A district: how far out it lies (kilometres), and what a square metre costs there against the average. */
interface District {
  readonly name: string;
  readonly nearKm: number;
  readonly farKm: number;
  readonly level: number;
}

const districts: readonly District[] = [
  { name: 'Centre', nearKm: 0.2, farKm: 3, level: 1.25 },
  { name: 'Harbour', nearKm: 1, farKm: 6, level: 0.85 },
  { name: 'Hillside', nearKm: 3, farKm: 12, level: 1.35 },
  { name: 'Riverside', nearKm: 2, farKm: 15, level: 1.1 },
  { name: 'Suburb', nearKm: 6, farKm: 25, level: 0.95 },
];

const NOISE = 0.08;

/** An invented house: [area m², rooms, age in years, distance km, district, price in thousands]. */
export function house(seed: number, index: number): readonly number[] {
  const draw = (what: string): number => generator(seed, 'houses', what).uniform(index);
  const normal = (what: string): number => generator(seed, 'houses', what).normal(index);
  const district = generator(seed, 'houses', 'district').below(index, districts.length);
  const { nearKm, farKm, level } = districts[district]!;
  const area = Math.round(Math.min(260, Math.max(28, 95 * Math.exp(0.4 * normal('area')))));
  const rooms = Math.max(1, Math.round(area / 27 + 0.8 * normal('rooms')));
  const age = Math.floor(120 * draw('age') ** 1.6);
  const distance = Math.round(10 * (nearKm + (farKm - nearKm) * draw('distance'))) / 10;
  const trend = 3.1 * level * area ** 0.92 * ageFactor(age) * Math.exp(-distance / 22) * roomFactor(area / rooms);
  const price = Math.round(10 * trend * Math.exp(NOISE * normal('price'))) / 10;
  return [area, rooms, age, distance, district, price];
}

/** Loses a third in fifty years; what is older than eighty gains again, as an old building one is fond of. */
function ageFactor(age: number): number {
  return 1 - 0.33 * Math.min(1, age / 50) + 0.3 * Math.max(0, (age - 80) / 40);
}

/** Best at about 27 m² per room; many small rooms and a few huge ones are worth less. */
function roomFactor(areaPerRoom: number): number {
  return 1 - 0.25 * Math.min(1, ((areaPerRoom - 27) / 27) ** 2);
}

export const houses = builtinTable({
  id: 'houses',
  name: 'House prices',
  revision: 1,
  rows: 1000,
  columns: [
    { name: 'area', categories: null },
    { name: 'rooms', categories: null },
    { name: 'age', categories: null },
    { name: 'distance', categories: null },
    { name: 'district', categories: districts.map(({ name }) => name) },
    { name: 'price', categories: null },
  ],
  target: 'price',
  row: (index) => house(BUILTIN_SEED, index),
});
