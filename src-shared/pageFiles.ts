/** A File of the page, as far as the contract needs to know it. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
}

/** What of an AbortSignal is needed here; this folder knows no browser. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(event: 'abort', listener: () => void): void;
  removeEventListener(event: 'abort', listener: () => void): void;
}

/** How handing over files is watched: it can be stopped and says how many bytes have gone. */
export interface SendWatch {
  readonly signal: StopSignal;
  readonly onSent: (bytes: number) => void;
}
