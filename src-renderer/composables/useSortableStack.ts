import { useEventListener } from '@vueuse/core';
import Sortable from 'sortablejs';
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { landingIndex, placeAfterMove, type RowBox } from './landing.ts';

/** Where a dragged layer will land. */
export interface Landing {
  /** Position from 0 that the layer will have. */
  readonly to: number;
  /** Distance of the line from the top of the list, in CSS px. */
  readonly top: number;
}

export interface StackDragOptions {
  /** The list whose rows carry `data-layer` (the layer's id). */
  readonly stack: Readonly<Ref<HTMLElement | null>>;
  /** What accepts a drop; wider than the list, so that an empty stack can be dropped on. */
  readonly zone: Readonly<Ref<HTMLElement | null>>;
  /** The list whose items carry `data-kind`. */
  readonly palette: Readonly<Ref<HTMLElement | null>>;
  /** Words on the ghost: "to position 2". */
  readonly ghostText: (position: number) => string;
  readonly onAdd: (kind: string, at: number) => void;
  readonly onMove: (id: string, to: number) => void;
  /** The rows that a dragged one takes along, itself among them. */
  readonly movedWith: (id: string) => readonly string[];
}

/**
 * Dragging over SortableJS: it gives the grip and the ghost, by pointer events. Its moves of the DOM are refused, so Vue's list is
 * never touched; the landing place comes from the pointer, and the drop calls the same reducers as the buttons and keys.
 */
export function useSortableStack(options: StackDragOptions): {
  landing: ShallowRef<Landing | null>;
  draggedId: ShallowRef<string | null>;
  dragging: ShallowRef<boolean>;
} {
  const landing = shallowRef<Landing | null>(null);
  const draggedId = shallowRef<string | null>(null);
  const dragging = shallowRef(false);
  let dragged: HTMLElement | null = null;

  function begin(item: HTMLElement): void {
    dragged = item;
    dragging.value = true;
    draggedId.value = item.dataset.layer ?? null;
  }
  function follow({ clientX, clientY }: PointerEvent): void {
    if (!dragged) return;
    landing.value = landingAt(options, draggedId.value, clientX, clientY);
    const ghost = Sortable.ghost as HTMLElement | null;
    if (ghost) ghost.dataset.landing = landing.value ? options.ghostText(landing.value.to + 1) : '';
  }
  function end(): void {
    const [item, to] = [dragged, landing.value?.to];
    cancel();
    if (!item || to === undefined) return;
    const { layer, kind } = item.dataset;
    if (layer !== undefined) options.onMove(layer, to);
    else if (kind !== undefined) options.onAdd(kind, to);
  }
  function cancel(): void {
    dragged = null;
    dragging.value = false;
    draggedId.value = null;
    landing.value = null;
  }

  useEventListener(window, 'pointermove', follow, { capture: true });
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !dragged) return;
      event.stopPropagation();
      cancel();
      // Sortable has no way to give up a drag; the end of the pointer is one.
      document.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    },
    { capture: true },
  );
  sortableOn(options.stack, { draggable: '[data-layer]', begin, end });
  sortableOn(options.palette, { draggable: '[data-kind]', begin, end });
  return { landing, draggedId, dragging };
}

interface SortableHooks {
  readonly draggable: string;
  readonly begin: (item: HTMLElement) => void;
  readonly end: () => void;
}

function sortableOn(element: Readonly<Ref<HTMLElement | null>>, { draggable, begin, end }: SortableHooks): void {
  let sortable: Sortable | null = null;
  const stop = () => {
    sortable?.destroy();
    sortable = null;
  };
  watch(
    element,
    (list) => {
      stop();
      if (!list) return;
      sortable = new Sortable(list, {
        draggable,
        sort: true,
        filter: '[data-no-drag]',
        preventOnFilter: false,
        forceFallback: true,
        fallbackOnBody: true,
        fallbackTolerance: 4,
        fallbackClass: 'drag-ghost',
        ghostClass: 'drag-source',
        animation: 0,
        onMove: () => false,
        onStart: (event) => begin(event.item),
        onEnd: end,
      });
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(stop);
}

function landingAt(
  { stack, zone, movedWith }: StackDragOptions,
  id: string | null,
  x: number,
  y: number,
): Landing | null {
  const area = zone.value?.getBoundingClientRect();
  if (!stack.value || !area || x < area.left || x > area.right || y < area.top || y > area.bottom) return null;
  const top = stack.value.getBoundingClientRect().top;
  const rows: RowBox[] = [...stack.value.querySelectorAll<HTMLElement>('[data-layer]')].map((row) => {
    const box = row.getBoundingClientRect();
    return { id: row.dataset.layer ?? '', top: box.top - top, bottom: box.bottom - top };
  });
  const index = landingIndex(rows, y - top);
  const to = placeAfterMove(rows, id === null ? [] : movedWith(id), index);
  if (to === null) return null;
  return { to, top: rows[index]?.top ?? rows.at(-1)?.bottom ?? 0 };
}
