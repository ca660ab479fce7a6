import type { ClassInfo } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';

/** One problem for all classes without a sample. */
export function emptyClasses(classes: readonly ClassInfo[]): Problem[] {
  const empty = classes.filter(({ count }) => count === 0);
  if (empty.length === 0) return [];
  const names = empty.map(({ name }) => name).join(', ');
  return [{ code: 'classesEmpty', where: names, detail: { names, count: empty.length } }];
}
