import type { RunRace } from '../../stores/surfaces.ts';
import { csvText } from '../csvText.ts';

/** Every step of every race in full precision: one row a step, one group of columns a racer. `separator` is a comma for files, a tab for the clipboard. */
export function raceCsv(
  races: readonly RunRace[],
  names: readonly string[],
  dimensions: 1 | 2,
  separator = ',',
): string {
  const axes = ['x', 'y'].slice(0, dimensions);
  const fields = [...axes, 'f', ...axes.map((axis) => `df/d${axis}`)];
  const head = ['step', ...names.flatMap((name) => fields.map((field) => `${name}: ${field}`))];
  const length = Math.max(0, ...races.map(({ race }) => race.trace.length));
  const rows = Array.from({ length }, (_, step) => [
    step,
    ...races.flatMap(({ race }) => {
      const point = race.trace[step];
      return point ? [...point.theta, point.f, ...point.grad] : fields.map(() => null);
    }),
  ]);
  return csvText([head, ...rows], separator);
}
