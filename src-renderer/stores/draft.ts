import { defineStore } from 'pinia';
import { useHost } from '../host.ts';
import { createDraft } from './draftState.ts';

/** The experiment being made, with undo without limit and autosave. See `DraftState`. */
export const useDraftStore = defineStore('draft', () => createDraft(useHost().studio));
