import type { Change } from '../../charts/changes.ts';
import { useWords } from '../../i18n/index.ts';

/** What was changed while it trained, as a sentence. */
export function useChangeWords() {
  const { t, te, number, count } = useWords();

  function executor(backend: string): string {
    const key = `compare.executor.${backend}`;
    return te(key) ? t(key) : backend;
  }

  function changeWords({ event, group, seeds }: Change): string {
    const step = count(event.step);
    if (event.kind === 'executor')
      return t('compare.changes.moved', { step, from: executor(event.detail.from), to: executor(event.detail.to) });
    const all = group?.runs.length ?? seeds;
    const { rate, before } = event.detail;
    const detail = { name: group?.name ?? '', step, rate: number(rate), before: number(before) };
    if (seeds === all) return t('compare.changes.rate', detail);
    return t('compare.changes.rateSome', { ...detail, seeds: count(seeds), all: count(all) });
  }

  return { changeWords };
}
