import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longer than their size tells, the longest first. */
const longest = ['faultsOnCard', 'cli', 'verify', 'recipes', 'walk', 'killed', 'faults', 'resume'].map(
  (name) => `/tests/e2e/${name}.test.ts`,
);

/** Begins with what takes longest, so that no worker is left alone with it at the end; a fresh clone knows only the sizes of the files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((own) => longestFirst(sorted.filter(({ project }) => project === own)));
  }
}

function longestFirst(files: readonly TestSpecification[]): readonly TestSpecification[] {
  const placeOf = ({ moduleId }: TestSpecification): number => {
    const place = longest.findIndex((name) => moduleId.endsWith(name));
    return place < 0 ? longest.length : place;
  };
  return files.toSorted((a, b) => placeOf(a) - placeOf(b));
}
