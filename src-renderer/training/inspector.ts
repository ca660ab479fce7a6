import type { Look } from '#shared/domain/layerLook.ts';
import { StudioError } from '#shared/result.ts';
import type { InspectRequest } from '../engine/inspect.ts';
import { startEngine, type EngineClient } from './engineClient.ts';

/** A worker that looks inside models; it keeps the data prepared between looks. */
export interface Inspector {
  /** One look at a time: the answer of an earlier one still under way comes first. */
  look(request: InspectRequest): Promise<Look>;
  end(): void;
}

interface Waiting {
  resolve(look: Look): void;
  reject(error: unknown): void;
}

/** Starts the worker at the first look. */
export function startInspector(start = startEngine): Inspector {
  const waiting: Waiting[] = [];
  let engine: EngineClient | null = null;

  function open(): EngineClient {
    return start((message) => {
      if (message.type === 'inspected') waiting.shift()?.resolve(message.look);
      else if (message.type === 'failed') waiting.shift()?.reject(new StudioError(message.code, message.detail));
    });
  }
  return {
    look(request) {
      engine ??= open();
      const answer = new Promise<Look>((resolve, reject) => waiting.push({ resolve, reject }));
      engine.send({ type: 'inspect', request });
      return answer;
    },
    end() {
      engine?.end();
      engine = null;
    },
  };
}
