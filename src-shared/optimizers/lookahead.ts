import type { ParamSpec, ParamSpecs } from '../domain/params.ts';
import { learningRate } from './hyperparameters.ts';
import type { Hyper, UpdateRule } from './rule.ts';

/** Names of an inner rule's parameters carry its id: adam_beta1. The learning rate is shared. */
function prefixed(inner: UpdateRule): [string, ParamSpec][] {
  return Object.entries(inner.params)
    .filter(([name]) => name !== 'learningRate')
    .map(([name, spec]) => [`${inner.id}_${name}`, spec]);
}

function innerHyper<T>(inner: UpdateRule, h: Hyper<ParamSpecs, T>): Hyper<ParamSpecs, T> {
  const names = Object.keys(inner.params).filter((name) => name !== 'learningRate');
  return Object.fromEntries([
    ['learningRate', h.learningRate],
    ...names.map((name) => [name, h[`${inner.id}_${name}`]]),
  ]);
}

/**
 * Lookahead around any of these rules: they run as always, and after every k updates the slow weights φ follow:
 * φ ← φ + α(θ − φ), θ ← φ. φ starts at θ₀; the inner state is kept.
 */
export function lookahead(inners: readonly UpdateRule[]): UpdateRule {
  const innerOf = (h: Readonly<Record<string, unknown>>): UpdateRule => inners.find((rule) => rule.id === h.inner)!;
  return {
    id: 'lookahead',
    family: 'wrapper',
    year: 2019,
    source: 'Zhang, Lucas, Hinton & Ba 2019, Algorithm 1',
    params: {
      learningRate: learningRate(0.001),
      inner: { type: 'choice', default: 'adam', choices: inners.map((rule) => rule.id) },
      k: { type: 'integer', default: 5, min: 1, max: 10_000, scale: 'log', slider: [1, 100], symbol: 'k' },
      alpha: { type: 'number', default: 0.5, min: 0, max: 1, scale: 'linear', symbol: 'α' },
      ...Object.fromEntries(inners.flatMap(prefixed)),
    },
    slots: (h) => [...innerOf(h).slots(innerHyper(innerOf(h), h as never)), 'φ'],
    scalarSlots: inners.flatMap((rule) => rule.scalarSlots ?? []),
    initialSlot: (slot, h) =>
      slot === 'φ' ? 'theta' : (innerOf(h).initialSlot?.(slot, innerHyper(innerOf(h), h as never)) ?? 0),
    lookahead: (a, at) => innerOf(at.h).lookahead?.(a, { ...at, h: innerHyper(innerOf(at.h), at.h) }) ?? null,
    memories(h) {
      const inner = innerOf(h);
      const found = inner.memories?.(innerHyper(inner, h as never)) ?? [];
      return found.map((memory) => ({ ...memory, param: `${inner.id}_${memory.param}` }));
    },
    update(a, at) {
      const inner = innerOf(at.h);
      const fast = inner.update(a, { ...at, h: innerHyper(inner, at.h) });
      const tried = a.named('θ̃', fast.theta);
      const turn = a.divides(at.h.k as never, at.t);
      const merged = a.add(at.slots.φ!, a.mul(at.h.alpha as never, a.sub(tried, at.slots.φ!)));
      const φ = a.where(turn, merged, at.slots.φ!);
      return { theta: a.where(turn, φ, tried), slots: { ...fast.slots, φ } };
    },
  };
}
