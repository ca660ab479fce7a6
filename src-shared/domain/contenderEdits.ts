import { isOptimizer, optimizer } from '../optimizers/index.ts';
import { StudioError } from '../result.ts';
import { racerById } from '../surfaces/racer.ts';
import { MAX_CONTENDERS, type Contender, type ContenderChanges } from './experiment.ts';
import {
  paramProblem,
  withDefaults,
  type ParamSpec,
  type ParamSpecs,
  type ParamValue,
  type ParamValues,
} from './params.ts';

type Contenders = readonly Contender[];

/** The smallest slot nobody holds, or null when all ten are taken. A freed slot is given to whoever joins next. */
export function freeSlot(contenders: Contenders): number | null {
  const taken = new Set(contenders.map((contender) => contender.slot));
  for (let slot = 1; slot <= MAX_CONTENDERS; slot++) if (!taken.has(slot)) return slot;
  return null;
}

/** Adds a contender of this optimizer with its defaults; unchanged when one is there. Throws `contendersFull` at ten. */
export function tickOptimizer(contenders: Contenders, optimizerId: string, label: string): Contenders {
  if (contenders.some((contender) => contender.optimizer === optimizerId)) return contenders;
  return [
    ...contenders,
    { name: uniqueName(contenders, label), optimizer: optimizerId, params: {}, slot: givenSlot(contenders) },
  ];
}

/** Removes every contender of this optimizer, variants too; the others keep their slots. */
export function untickOptimizer(contenders: Contenders, optimizerId: string): Contenders {
  return contenders.filter((contender) => contender.optimizer !== optimizerId);
}

/**
 * Adds a second contender of the same optimizer behind its like, differing in `changes` (by default a rate nobody of them has yet; for a
 * solver the first of its values that can be another).
 * Throws `contenderUnknown` or `contendersFull`.
 */
export function addVariant(contenders: Contenders, of: string, label: string, changes?: ParamValues): Contenders {
  const source = found(contenders, of);
  const slot = givenSlot(contenders);
  const params = differing(source.optimizer, {
    ...source.params,
    ...(changes ?? unusedValue(contenders, source)),
  });
  const variant: Contender = { ...source, name: '', params, slot };
  const named = { ...variant, name: uniqueName(contenders, automaticName([...contenders, variant], variant, label)) };
  const last = contenders.findLastIndex((contender) => contender.optimizer === source.optimizer);
  return contenders.toSpliced(last + 1, 0, named);
}

/**
 * Sets one hyperparameter; a default is not written down. A name that the studio gave follows the value.
 * Throws `contenderUnknown`, `paramUnknown` or the code of `paramProblem`.
 */
export function setParam(
  contenders: Contenders,
  name: string,
  param: string,
  value: ParamValue,
  label: string,
): Contenders {
  const old = found(contenders, name);
  checkParam(old.optimizer, param, value);
  const changed = { ...old, params: differing(old.optimizer, { ...old.params, [param]: value }) };
  return replaced(contenders, old, changed, label);
}

/** Gives a contender its optimizer's defaults back; a variant keeps only what makes it one: its rate, or a solver's first value that may differ. */
export function resetParams(contenders: Contenders, name: string, label: string): Contenders {
  const old = found(contenders, name);
  const kept = isVariant(contenders, old) ? whatMakesIt(old) : {};
  const params = differing(old.optimizer, kept);
  return replaced(contenders, old, { ...old, params }, label);
}

/**
 * Sets what a contender has for itself beside its optimizer; `undefined` gives it back what all have. A name that the studio gave follows:
 * `labels` are the contender's words before and after. Throws `contenderUnknown`.
 */
export function setChanges(
  contenders: Contenders,
  name: string,
  patch: ChangesPatch,
  labels: { readonly before: string; readonly after: string },
): Contenders {
  const old = found(contenders, name);
  const changed = withChanges(old, patch);
  return replaced(contenders, old, changed, labels.before, labels.after);
}

/** Some of a contender's changes; `undefined` takes one away. */
export type ChangesPatch = { readonly [K in keyof ContenderChanges]?: ContenderChanges[K] | undefined };

/** The contender with these changes; it has none where nothing is left of them. */
export function withChanges(contender: Contender, patch: ChangesPatch): Contender {
  const { changes: before = {}, ...rest } = contender;
  const kept = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? rest : { ...rest, changes: Object.fromEntries(kept) };
}

/** Removes one contender; the others keep their slots. */
export function removeContender(contenders: Contenders, name: string): Contenders {
  return contenders.filter((contender) => contender.name !== name);
}

/** Renames a contender. Throws `contenderNameEmpty`, `contenderNameTaken` or `contenderUnknown`. */
export function renameContender(contenders: Contenders, name: string, to: string): Contenders {
  const trimmed = to.trim();
  if (trimmed === '') throw new StudioError('contenderNameEmpty');
  const old = found(contenders, name);
  if (contenders.some((contender) => contender !== old && contender.name === trimmed))
    throw new StudioError('contenderNameTaken', { value: trimmed });
  return contenders.map((contender) => (contender === old ? { ...contender, name: trimmed } : contender));
}

/** Gives every contender that has a rate the same. `labels` names them without their values, for names that follow the value. */
export function sameRateForAll(
  contenders: Contenders,
  rate: number,
  labels: (contender: Contender) => string,
): Contenders {
  return contenders.reduce<Contenders>((all, { slot }) => {
    const contender = all.find((candidate) => candidate.slot === slot)!;
    if (rateOf(contender) === null) return all;
    return setParam(all, contender.name, 'learningRate', rate, labels(contender));
  }, contenders);
}

/** Gives every contender its own rule's usual rate back. `labels` as above. */
export function usualRates(contenders: Contenders, labels: (contender: Contender) => string): Contenders {
  return contenders.reduce<Contenders>((all, { slot }) => {
    const contender = all.find((candidate) => candidate.slot === slot)!;
    const rate = usualRate(contender.optimizer);
    return rate === null ? all : setParam(all, contender.name, 'learningRate', rate, labels(contender));
  }, contenders);
}

/** The rate a rule has where nobody chose one; null for a solver, which finds its step lengths itself. */
export function usualRate(optimizerId: string): number | null {
  return isOptimizer(optimizerId) ? optimizer(optimizerId).params.learningRate.default : null;
}

/** The rate that all contenders with a rate have, or null where rates differ or nobody is there. */
export function commonRate(contenders: Contenders): number | null {
  const rates = new Set(contenders.map(rateOf).filter((rate) => rate !== null));
  return rates.size === 1 ? [...rates][0]! : null;
}

/** How many contenders have another rate than their rule's usual one. */
export function unusualRates(contenders: Contenders): number {
  return contenders.filter((contender) => rateOf(contender) !== usualRate(contender.optimizer)).length;
}

/** The learning rate a contender trains with; null for a solver. */
export function rateOf(contender: Contender): number | null {
  return isOptimizer(contender.optimizer) ? (effectiveParams(contender).learningRate as number) : null;
}

/** All hyperparameters of a contender, defaults filled in. */
export function effectiveParams(contender: Contender): ParamValues {
  return withDefaults(specsOf(contender.optimizer), contender.params);
}

/** The first contender with the same optimizer, the same values, defaults filled in, and the same changes; null where there is none. */
export function sameContender(contenders: Contenders, wanted: Contender): Contender | null {
  const keyOf = (contender: Contender): string =>
    JSON.stringify([contender.optimizer, sorted(effectiveParams(contender)), sorted(contender.changes ?? {})]);
  const key = keyOf(wanted);
  return contenders.find((contender) => keyOf(contender) === key) ?? null;
}

function sorted(values: object): readonly (readonly [string, unknown])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The first contender of each optimizer is the base; those after it are variants. */
export function isVariant(contenders: Contenders, contender: Contender): boolean {
  return contenders.find((candidate) => candidate.optimizer === contender.optimizer)?.slot !== contender.slot;
}

/** Names of the hyperparameters in which a variant differs from the base of its optimizer. */
export function differences(contenders: Contenders, contender: Contender): readonly string[] {
  const base = contenders.find((candidate) => candidate.optimizer === contender.optimizer) ?? contender;
  const [ours, theirs] = [effectiveParams(contender), effectiveParams(base)];
  return Object.keys(ours).filter((name) => ours[name] !== theirs[name]);
}

/** The name the studio gives: the label (the optimizer's name and the words of its changes) for a base; for a variant also the values in which it differs. */
export function automaticName(contenders: Contenders, contender: Contender, label: string): string {
  if (!isVariant(contenders, contender)) return label;
  const specs = specsOf(contender.optimizer);
  const values = effectiveParams(contender);
  const parts = differences(contenders, contender).map((name) => valueWords(specs, name, values[name]!));
  return [label, ...parts].join(' ').slice(0, 120);
}

function valueWords(specs: ParamSpecs, name: string, value: ParamValue): string {
  const spec = specs[name];
  if (typeof value === 'boolean') return value ? name : `not ${name}`;
  if (name === 'learningRate' || spec?.type === 'choice') return String(value);
  return `${(spec && 'symbol' in spec && spec.symbol) || name} ${value}`;
}

function replaced(
  contenders: Contenders,
  old: Contender,
  changed: Contender,
  label: string,
  newLabel = label,
): Contenders {
  const all = contenders.map((contender) => (contender === old ? changed : contender));
  if (!hasAutomaticName(contenders, old, label)) return all;
  const others = all.filter((contender) => contender !== changed);
  const name = uniqueName(others, automaticName(all, changed, newLabel));
  return all.map((contender) => (contender === changed ? { ...changed, name } : contender));
}

/** True where the studio gave the name, with or without the number that made it unique. */
function hasAutomaticName(contenders: Contenders, contender: Contender, label: string): boolean {
  const automatic = automaticName(contenders, contender, label);
  return contender.name === automatic || new RegExp(`^ \\(\\d+\\)$`).test(contender.name.replace(automatic, ''));
}

function uniqueName(contenders: Contenders, wanted: string): string {
  const taken = new Set(contenders.map((contender) => contender.name));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted} (${number})`;
  return name;
}

function givenSlot(contenders: Contenders): number {
  const slot = freeSlot(contenders);
  if (slot === null) throw new StudioError('contendersFull', { limit: MAX_CONTENDERS });
  return slot;
}

function found(contenders: Contenders, name: string): Contender {
  const contender = contenders.find((candidate) => candidate.name === name);
  if (!contender) throw new StudioError('contenderUnknown', { value: name });
  return contender;
}

function checkParam(optimizerId: string, param: string, value: ParamValue): void {
  const specs = specsOf(optimizerId);
  const spec = Object.hasOwn(specs, param) ? specs[param] : undefined;
  if (!spec) throw new StudioError('paramUnknown', { name: param, known: Object.keys(specs).join(', ') });
  const problem = paramProblem(param, spec, value);
  if (problem) throw new StudioError(problem.code, problem.detail);
}

/** Only what differs from the rule's defaults. */
function differing(optimizerId: string, params: ParamValues): ParamValues {
  const specs = specsOf(optimizerId);
  return Object.fromEntries(Object.entries(params).filter(([name, value]) => specs[name]?.default !== value));
}

/** A tenth of the source's rate, else ten times it, a hundredth …: the first that no contender of the optimizer has. */
function unusedRate(contenders: Contenders, source: Contender, rate: number): number {
  const same = contenders.filter((contender) => contender.optimizer === source.optimizer);
  const taken = new Set(same.map(rateOf));
  const rates = [0.1, 10, 0.01, 100, 0.001, 1000].map((factor) => tidy(rate * factor));
  return rates.find((candidate) => !taken.has(candidate)) ?? tidy(rate * 1e-4);
}

/** What makes a variant of a source: another rate; for a solver another value of the first parameter that has one left. */
function unusedValue(contenders: Contenders, source: Contender): ParamValues {
  const rate = rateOf(source);
  if (rate !== null) return { learningRate: unusedRate(contenders, source, rate) };
  const same = contenders.filter((contender) => contender.optimizer === source.optimizer).map(effectiveParams);
  for (const [name, spec] of Object.entries(specsOf(source.optimizer))) {
    const free = otherValues(spec).find((value) => same.every((values) => values[name] !== value));
    if (free !== undefined) return { [name]: free };
  }
  return {};
}

function otherValues(spec: ParamSpec): readonly ParamValue[] {
  if (spec.type === 'choice') return spec.choices;
  if (spec.type === 'boolean') return [true, false];
  const wanted = [0.1, 10, 0.01, 100].map((factor) => tidy(spec.default * factor));
  return wanted.filter((value) => paramProblem('', spec, value) === null);
}

/** What a variant keeps when it is given its defaults back. */
function whatMakesIt(variant: Contender): ParamValues {
  const rate = rateOf(variant);
  if (rate !== null) return { learningRate: rate };
  const [own] = Object.entries(variant.params);
  return own ? { [own[0]]: own[1] } : {};
}

/** The hyperparameters of a rule or solver; throws `optimizerUnknown`. */
function specsOf(optimizerId: string): ParamSpecs {
  return racerById(optimizerId).params;
}

/** Without the binary dust of a product: 0.001 · 0.1 is 0.0001, not 0.00010000000000000002. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
