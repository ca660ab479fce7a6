/** A state that was left, and the words for the step that left it. */
interface Step<T> {
  readonly state: T;
  readonly label: string;
  readonly below: Step<T> | null;
}

/** A state with everything before and after it, without limit. States are shared, never copied. */
export interface History<T> {
  readonly present: T;
  readonly past: Step<T> | null;
  readonly future: Step<T> | null;
}

/** A history that begins with this state. */
export function startHistory<T>(present: T): History<T> {
  return { present, past: null, future: null };
}

/** Takes a new state; what was undone before is forgotten. The same state again changes nothing. */
export function commit<T>(history: History<T>, present: T, label = ''): History<T> {
  if (present === history.present) return history;
  return { present, past: { state: history.present, label, below: history.past }, future: null };
}

/** Replaces the present without a step of its own: the next value of a slider that is still being drawn. */
export function amend<T>(history: History<T>, present: T): History<T> {
  return { ...history, present, future: null };
}

/** One step back; the same history where there is none. */
export function undo<T>({ present, past, future }: History<T>): History<T> {
  if (!past) return { present, past, future };
  return { present: past.state, past: past.below, future: { state: present, label: past.label, below: future } };
}

/** One step forward again; the same history where there is none. */
export function redo<T>({ present, past, future }: History<T>): History<T> {
  if (!future) return { present, past, future };
  return { present: future.state, past: { state: present, label: future.label, below: past }, future: future.below };
}
