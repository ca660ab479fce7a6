/** Who trains a model in the bench. Those of the page run in a browser, the others in processes of their own. */
export const pageParticipants = ['ours', 'oursFour', 'oursWebgl', 'stockWebgl', 'stockWasm', 'stockCpu'] as const;
export const torchParticipants = ['torch', 'torchTuned'] as const;
export type PageParticipant = (typeof pageParticipants)[number];
export type TorchParticipant = (typeof torchParticipants)[number];
export type Participant = PageParticipant | TorchParticipant;
export const participants: readonly Participant[] = [...pageParticipants, ...torchParticipants];

/** Contenders trained side by side; the time of an update is that of the block over all updates of all of them. */
export function contendersOf(participant: Participant): number {
  return ['oursFour', ...torchParticipants].includes(participant) ? 4 : 1;
}
