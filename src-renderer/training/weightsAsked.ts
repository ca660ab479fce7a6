/** Who trains nothing of the run does not answer. */
const PATIENCE_MS = 4000;

type Weights = Float32Array<ArrayBuffer>;

interface Asked {
  readonly promise: Promise<Weights | null>;
  readonly resolve: (weights: Weights | null) => void;
}

/** Questions for the weights of runs that train, until the worker answers; null where it does not. */
export function createWeightsAsked(): {
  ask(run: string, send: () => void): Promise<Weights | null>;
  take(run: string, weights: Weights): void;
} {
  const asked = new Map<string, Asked>();
  const settle = (run: string, weights: Weights | null): void => {
    asked.get(run)?.resolve(weights);
    asked.delete(run);
  };
  return {
    ask(run, send) {
      const known = asked.get(run);
      if (known) return known.promise;
      let resolve!: Asked['resolve'];
      const answer: Asked = {
        promise: new Promise((done) => (resolve = done)),
        resolve: (weights) => resolve(weights),
      };
      asked.set(run, answer);
      send();
      setTimeout(() => {
        if (asked.get(run) === answer) settle(run, null);
      }, PATIENCE_MS);
      return answer.promise;
    },
    take: settle,
  };
}
