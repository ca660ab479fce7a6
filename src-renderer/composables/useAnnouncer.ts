import { readonly, ref } from 'vue';

const spoken = ref('');
let turn = false;

/** Says a sentence in the one polite live region. The same sentence twice is still read twice. */
export function announce(text: string): void {
  turn = !turn;
  spoken.value = turn ? text : `${text}\u00a0`;
}

/** What the live region of the shell holds. */
export function useAnnouncer() {
  return { spoken: readonly(spoken), announce };
}
