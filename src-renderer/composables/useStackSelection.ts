import { computed, ref, type ComputedRef } from 'vue';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { positionOf } from '#shared/domain/layerEdits.ts';
import { inOrder } from '#shared/domain/layerSets.ts';

/** How a row joins the chosen ones: alone, from the anchor to it, or in and out by itself. */
export type SelectMode = 'only' | 'range' | 'toggle';

/** Which layers of the stack are chosen. One of them is the current one: it has the focus and its settings are shown. */
export function useStackSelection(graph: ComputedRef<LayerGraph>) {
  const wanted = ref<string | null>(null);
  const others = ref<readonly string[]>([]);
  const anchor = ref<string | null>(null);

  /** The current layer; the last one where it is gone. */
  const current = computed(() => {
    const ids = graph.value.layers.map(({ id }) => id);
    return ids.find((id) => id === wanted.value) ?? ids.at(-1) ?? null;
  });
  /** All chosen layers in their order, the current one among them. */
  const chosen = computed(() => {
    if (current.value === null) return [];
    const isKnown = current.value === wanted.value;
    return inOrder(graph.value, new Set(isKnown ? [...others.value, current.value] : [current.value]));
  });

  function only(id: string | null): void {
    choose(id, []);
    anchor.value = id;
  }
  function choose(id: string | null, ids: readonly string[]): void {
    wanted.value = id;
    others.value = ids;
  }
  function range(id: string): void {
    const from = positionOf(graph.value, anchor.value ?? current.value ?? id);
    const to = positionOf(graph.value, id);
    const [first, last] = [Math.max(0, Math.min(from, to)), Math.max(from, to)];
    choose(
      id,
      graph.value.layers.slice(first, last + 1).map((node) => node.id),
    );
  }
  function toggle(id: string): void {
    anchor.value = id;
    const rest = chosen.value.filter((one) => one !== id);
    const isLeaving = rest.length > 0 && rest.length < chosen.value.length;
    if (isLeaving) choose(rest.at(-1)!, rest);
    else choose(id, [...chosen.value, id]);
  }

  return {
    current,
    chosen,
    only,
    /** These, the last of them the current one. */
    several: (ids: readonly string[]) => {
      anchor.value = ids[0] ?? null;
      choose(ids.at(-1) ?? null, ids);
    },
    all: () =>
      choose(
        current.value,
        graph.value.layers.map(({ id }) => id),
      ),
    select: (id: string, mode: SelectMode = 'only') => ({ only, range, toggle })[mode](id),
  };
}
