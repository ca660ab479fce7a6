import type { SelectMode } from '../../composables/useStackSelection.ts';

/** What a click on a row means: Shift takes all from the anchor to it, Ctrl (or the Mac's Command) takes it in or out. */
export function selectModeOf({ shiftKey, ctrlKey, metaKey }: MouseEvent): SelectMode {
  if (shiftKey) return 'range';
  return ctrlKey || metaKey ? 'toggle' : 'only';
}

/** True where the focus did not come with a pointer. */
export function isKeyboardFocus({ target }: FocusEvent): boolean {
  return target instanceof Element && target.matches(':focus-visible');
}
