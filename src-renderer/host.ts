import { inject, ref, type InjectionKey, type Ref } from 'vue';
import type { CallInput, CallName, Studio } from '#shared/contract.ts';
import { browserPorts, loopbackStudio, type LoopbackPorts } from './loopbackClient.ts';

declare global {
  interface Window {
    /** Electron's preload puts it there; absent under the loopback host. */
    readonly studio?: Studio;
  }
}

/** The renderer's only door to the outside, and whether it still opens. */
export interface Host {
  readonly studio: Studio;
  /** True once the background process no longer answers. */
  readonly isLost: Readonly<Ref<boolean>>;
  /** Asks the host again; true when it answers. */
  retry(): Promise<boolean>;
}

export const hostKey: InjectionKey<Host> = Symbol('host');

/** The host of this page. Throws outside of an app that provides one. */
export function useHost(): Host {
  const host = inject(hostKey, null);
  if (!host) throw new Error('no host: call app.provide(hostKey, connectHost()) before mounting');
  return host;
}

/** Electron's preload where there is one, else the loopback host that served the page. */
export function connectHost(ports: LoopbackPorts = browserPorts()): Host {
  const isLost = ref(false);
  const preload = typeof window === 'undefined' ? undefined : window.studio;
  const studio = preload ? withPlainInputs(preload) : loopbackStudio(ports, (lost) => (isLost.value = lost));
  return { studio, isLost, retry: async () => (await studio.call('app.info', {})).ok };
}

/**
 * Electron clones what it is given and refuses Vue's proxies: inputs go as copies through JSON, as the loopback host gets them. Points never
 * were anything but plain, and are many.
 */
export function withPlainInputs(preload: Studio): Studio {
  const plain = <C extends CallName>(input: CallInput<C>): CallInput<C> => JSON.parse(JSON.stringify(input));
  return {
    host: preload.host,
    call: (name, input) => preload.call(name, name === 'runs.append' ? input : plain(input)),
    on: (event, listener) => preload.on(event, listener),
    registerFiles: (files) => preload.registerFiles([...files]),
  };
}
