import type { EngineChoice } from './backend.ts';

export const themes = ['system', 'light', 'dark'] as const;
export const languages = ['en', 'it', 'es'] as const;
export type Theme = (typeof themes)[number];
export type Language = (typeof languages)[number];

/** What the x axis of charts counts: updates, epochs, or gradients asked for. */
export const xAxes = ['steps', 'epochs', 'evaluations'] as const;
export type XAxis = (typeof xAxes)[number];

export interface Settings {
  readonly theme: Theme;
  /** Null: as the system asks. */
  readonly language: Language | null;
  /** First-steps card: ids of the steps already done. */
  readonly tourDone: readonly string[];
  readonly tourHidden: boolean;
  /** What trains; `auto` takes the faster one for each model. */
  readonly engine: EngineChoice;
  /** Remembered choices of the comparison's charts. */
  readonly chart: {
    readonly logLoss: boolean;
    readonly xAxis: XAxis;
    readonly curves: 'validation' | 'training' | 'both';
    /** Of the second chart; null, and where the runs were not measured by it: the one they are ranked by. */
    readonly metric: string | null;
  };
}

export const defaultSettings: Settings = {
  theme: 'system',
  language: null,
  tourDone: [],
  tourHidden: false,
  engine: 'auto',
  chart: { logLoss: true, xAxis: 'epochs', curves: 'both', metric: null },
};
