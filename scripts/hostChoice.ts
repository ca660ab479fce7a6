export interface StartFacts {
  /** What `--host` asked for; null: nothing. */
  readonly asked: 'electron' | 'loopback' | null;
  readonly hasDisplay: boolean;
  /** Path of Electron's binary where it is there already. */
  readonly binary: string | null;
  /** Fetches the binary, bounded in time; null where that fails. Never rejects. */
  readonly fetchBinary: () => Promise<string | null>;
}

/** `why` is a key under `start.` in the locale files. */
export type HostChoice =
  | {
      readonly host: 'electron';
      readonly binary: string;
      readonly why: 'electronFound' | 'electronFetched' | 'electronAsked';
    }
  | { readonly host: 'loopback'; readonly why: 'loopbackAsked' | 'loopbackNoDisplay' | 'loopbackNoElectron' }
  | { readonly host: null; readonly why: 'electronMissing' };

/** Electron where its binary is there or can be had and a display can show it, else the loopback host; what was asked for goes first. */
export async function chooseHost({ asked, hasDisplay, binary, fetchBinary }: StartFacts): Promise<HostChoice> {
  if (asked === 'loopback') return { host: 'loopback', why: 'loopbackAsked' };
  if (asked === null && !hasDisplay) return { host: 'loopback', why: 'loopbackNoDisplay' };
  const found = binary ?? (await fetchBinary());
  if (found === null)
    return asked === null ? { host: 'loopback', why: 'loopbackNoElectron' } : { host: null, why: 'electronMissing' };
  if (asked === 'electron') return { host: 'electron', binary: found, why: 'electronAsked' };
  return { host: 'electron', binary: found, why: binary === null ? 'electronFetched' : 'electronFound' };
}
