import { generator } from '#shared/random/generator.ts';
import { BUILTIN_SEED } from './builtin.ts';
import { builtinTable } from './table.ts';

const HOUR = 3600;
const DAY_HOURS = 24;
const YEAR_HOURS = 365.25 * DAY_HOURS;
/** 2021-01-01 00:00 to 2023-12-31 23:00. */
const START = Date.UTC(2021, 0, 1) / 1000;
const ROWS = 3 * 365 * DAY_HOURS;
/** What is left of a disturbance after an hour: fronts pass in days, gusts in hours. */
const FRONT_MEMORY = 0.985;
const GUST_MEMORY = 0.9;
/** Hours in which the hygrometer said nothing, first and last. */
const outages = [
  [6410, 6458],
  [17_203, 17_212],
] as const;

/** Three invented years of a weather station, hour by hour: [time, temperature °C, pressure hPa, humidity %, wind m/s]; NaN is a missing cell. */
export function weatherRows(seed: number, count: number): readonly (readonly number[])[] {
  const front = memory(seed, 'front', FRONT_MEMORY, count);
  const gust = memory(seed, 'gust', GUST_MEMORY, count);
  const noise = generator(seed, 'weather', 'noise');
  return Array.from({ length: count }, (_, hour) => {
    const season = -Math.cos((2 * Math.PI * (hour - 20 * DAY_HOURS)) / YEAR_HOURS);
    const day = -Math.cos((2 * Math.PI * ((hour % DAY_HOURS) - 3)) / DAY_HOURS);
    // Days swing more in summer than in winter, and more under high pressure.
    const swing = (3.2 + 1.8 * season) * (1 + 0.25 * front[hour]!);
    const temperature =
      10.5 + 9 * season + swing * day + 3 * front[hour]! * (0.4 + 0.6 * season) + 0.3 * noise.normal(3 * hour);
    const pressure = 1015 + 8 * front[hour]! + 0.4 * noise.normal(3 * hour + 1);
    const humidity = 74 - 1.6 * (temperature - 10.5) - 7 * front[hour]! + 3 * noise.normal(3 * hour + 2);
    const wind = 3.4 * Math.exp(0.45 * gust[hour]! - 0.25 * front[hour]!);
    const isOut = outages.some(([from, to]) => hour >= from && hour <= to);
    return [
      START + hour * HOUR,
      rounded(temperature),
      rounded(pressure),
      isOut ? NaN : Math.round(Math.min(100, Math.max(15, humidity))),
      rounded(wind),
    ];
  });
}

/** A disturbance of mean 0 and spread 1 that fades by a factor every hour and is fed by chance (AR(1)). */
function memory(seed: number, what: string, keeps: number, count: number): Float64Array {
  const draw = generator(seed, 'weather', what);
  const values = new Float64Array(count);
  const fresh = Math.sqrt(1 - keeps * keeps);
  let value = draw.normal(0);
  for (let hour = 0; hour < count; hour++) {
    value = keeps * value + fresh * draw.normal(hour + 1);
    values[hour] = value;
  }
  return values;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

export const weather = builtinTable({
  id: 'weather',
  name: 'Weather by the hour',
  revision: 1,
  rows: ROWS,
  columns: [
    { name: 'time', categories: null, date: 'ymd' },
    { name: 'temperature', categories: null },
    { name: 'pressure', categories: null },
    { name: 'humidity', categories: null },
    { name: 'wind', categories: null },
  ],
  target: 'temperature',
  series: {
    time: { kind: 'date', date: 'time' },
    start: '2021-01-01T00:00:00',
    end: '2023-12-31T23:00:00',
    interval: HOUR,
    onGrid: true,
    steps: ROWS,
  },
  allRows: () => weatherRows(BUILTIN_SEED, ROWS),
});
