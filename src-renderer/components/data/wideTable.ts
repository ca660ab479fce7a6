/** A column as it is shown. */
export interface WideColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly isTarget: boolean;
  /** Stands small beside the name; absent: nothing does. */
  readonly note?: string;
  /** True where the column is shown but not used. */
  readonly isMuted?: boolean;
}

/** A cell as it is shown; `text` of a missing one is what stands for it. */
export interface WideCell {
  readonly text: string;
  readonly isMissing: boolean;
}
