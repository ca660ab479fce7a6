import type { Say } from './sentences.ts';
import type { Workshop } from './workshop.ts';

/**
 * `flag` stands alone, `value` takes one word, `each` takes one word and may be repeated, `list` takes words until the next option
 * and may be repeated.
 */
export interface OptionSpec {
  readonly type: 'flag' | 'value' | 'each' | 'list';
  /** What stands for the value in the usage line: PATH, NAME, N. */
  readonly valueName?: string;
}

export interface PositionalSpec {
  /** As shown in the usage line: `EXPERIMENT|RECIPE`. */
  readonly valueName: string;
  readonly min: number;
  readonly max: number;
}

/** The words of a command line, sorted. */
export interface CommandArguments {
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** The last value given for an option. */
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** What a command may use of the world around it. */
export interface CommandContext {
  readonly say: Say;
  /** A passing word about a long work, on standard error. */
  readonly progress: Progress;
  /** Ends long work: Ctrl+C. */
  readonly signal: AbortSignal;
  readonly workshop: Workshop;
}

export interface Progress {
  /** One state of a long work; on a terminal it replaces the line before. The first of a `part` is told at once, others now and then. */
  update(line: string, part?: string): void;
  /** A line that stays. */
  note(line: string): void;
  /** Ends an updating line. */
  end(): void;
}

export interface CommandResult {
  /** What `--json` prints. */
  readonly json: unknown;
  /** What a person reads. */
  readonly text: string;
  /** Set where the command answered but what it did failed. */
  readonly failed?: boolean;
}

/** One command of `descent`; its words are in the locale files under `cli.commands.<name>`. */
export interface Command {
  readonly name: string;
  readonly positional: PositionalSpec | null;
  readonly options: Readonly<Record<string, OptionSpec>>;
  run(args: CommandArguments, context: CommandContext): Promise<CommandResult> | CommandResult;
}
