import { StudioError } from '../result.ts';
import { DATA_INPUT } from './modelSources.ts';
import type { LayerBlock, LayerGraph, LayerNode } from './layerGraph.ts';

/** How often a block can be repeated. */
export const MAX_REPEAT = 50;
/** Layers of a model with its blocks written out. */
export const MAX_EXPANDED_LAYERS = 2000;

/** Between the id of a row and the number of its repetition; no id of a file holds it. */
const MARK = '.';

/** A layer of a written-out model: the row it comes from, and its repetition from 1. */
export interface Origin {
  readonly id: string;
  readonly repetition: number;
}

/** Which row of the graph a layer of the written-out model comes from. */
export function originOf(id: string): Origin {
  const at = id.indexOf(MARK);
  return at < 0 ? { id, repetition: 1 } : { id: id.slice(0, at), repetition: Number(id.slice(at + 1)) };
}

/** The layers with every block written out. The first repetition keeps its ids; the second of `dense-1` is `dense-1.2`. */
export function expandBlocks(graph: LayerGraph): readonly LayerNode[] {
  const repeated = (graph.blocks ?? []).filter(({ repeat }) => repeat > 1);
  return repeated.length === 0 ? graph.layers : repeated.reduce(expandBlock, graph.layers);
}

/** Layers of the written-out model, without writing it out. */
export function expandedCount({ layers, blocks = [] }: LayerGraph): number {
  const repeats = new Map(blocks.map(({ id, repeat }) => [id, repeat]));
  return layers.reduce((sum, { block }) => sum + (block === undefined ? 1 : (repeats.get(block) ?? 1)), 0);
}

function expandBlock(layers: readonly LayerNode[], { id, repeat }: LayerBlock): readonly LayerNode[] {
  const rows = layers.filter(({ block }) => block === id);
  const first = layers.findIndex(({ block }) => block === id);
  if (first < 0) return layers;
  const entry = rows[0]!.inputs?.[0] ?? layers[first - 1]?.id ?? DATA_INPUT;
  const copies = Array.from({ length: repeat - 1 }, (_, index) => repetition(rows, index + 2, entry));
  const last = first + rows.length;
  const own = new Set(rows.map((node) => node.id));
  const behind = layers
    .slice(last)
    .map((node) => renamed(node, (name) => (own.has(name) ? copyId(name, repeat) : name)));
  return [...layers.slice(0, last), ...copies.flat(), ...behind];
}

/** What a row reads of its own block it reads in its own repetition, and what the block's first row reads is the repetition before. */
function repetition(rows: readonly LayerNode[], number: number, entry: string): LayerNode[] {
  const own = new Set(rows.map(({ id }) => id));
  const before = copyId(rows.at(-1)!.id, number - 1);
  const name = (id: string): string => (own.has(id) ? copyId(id, number) : id === entry ? before : id);
  return rows.map((node) => ({ ...renamed(node, name), id: copyId(node.id, number) }));
}

function copyId(id: string, number: number): string {
  return number > 1 ? `${id}${MARK}${number}` : id;
}

function renamed(node: LayerNode, name: (id: string) => string): LayerNode {
  return node.inputs ? { ...node, inputs: node.inputs.map(name) } : node;
}

/** The block of this id; throws `blockUnknown`. */
export function blockOf(graph: LayerGraph, id: string): LayerBlock {
  const found = graph.blocks?.find((block) => block.id === id);
  if (!found) throw new StudioError('blockUnknown', { value: id });
  return found;
}

/** The graph with these rows as a block; rows between them come along, rows of other blocks leave those. Its id is new. */
export function makeBlock(graph: LayerGraph, ids: ReadonlySet<string>, name: string): LayerGraph {
  const places = graph.layers.flatMap((node, at) => (ids.has(node.id) ? [at] : []));
  if (places.length === 0) return graph;
  const [from, to] = [places[0]!, places.at(-1)!];
  const block: LayerBlock = { id: freshBlockId(graph), name, repeat: 1 };
  const layers = graph.layers.map((node, at) => (at >= from && at <= to ? { ...node, block: block.id } : node));
  return settled({ ...graph, layers, blocks: [...(graph.blocks ?? []), block] });
}

/** The graph without the block; its rows stay, once. */
export function dissolveBlock(graph: LayerGraph, id: string): LayerGraph {
  const layers = graph.layers.map((node) => (node.block === id ? withoutBlock(node) : node));
  return settled({ ...graph, layers });
}

/** The graph with another name or repetition of a block. */
export function changeBlock(graph: LayerGraph, id: string, change: Partial<Omit<LayerBlock, 'id'>>): LayerGraph {
  const blocks = (graph.blocks ?? []).map((block) => (block.id === id ? { ...block, ...change } : block));
  return { ...graph, blocks };
}

/** "block-2": the lowest number above all there are. */
export function freshBlockId({ blocks = [] }: LayerGraph): string {
  const numbers = blocks.map(({ id }) => Number(/^block-(\d+)$/.exec(id)?.[1] ?? 0));
  return `block-${Math.max(0, ...numbers) + 1}`;
}

/**
 * The graph in which the rows of every block stand together again. A row of `moved` that came between two rows of a block joins it; one that left
 * its block's rows belongs to it no more. Blocks without rows are gone.
 */
export function settled(graph: LayerGraph, moved: ReadonlySet<string> = new Set()): LayerGraph {
  if (!graph.blocks) return graph;
  const known = new Set(graph.blocks.map(({ id }) => id));
  const joined = graph.layers.map((node, at) => {
    const around = moved.has(node.id) ? blockAround(graph.layers, at, moved) : undefined;
    return around === undefined ? node : { ...node, block: around };
  });
  const layers = graph.blocks.reduce<readonly LayerNode[]>((rows, { id }) => together(rows, id, moved), joined);
  const clean = layers.map((node) => (node.block === undefined || known.has(node.block) ? node : withoutBlock(node)));
  const blocks = graph.blocks.filter(({ id }) => clean.some(({ block }) => block === id));
  const { blocks: _, ...rest } = graph;
  return blocks.length > 0 ? { ...rest, layers: clean, blocks } : { ...rest, layers: clean };
}

function blockAround(layers: readonly LayerNode[], at: number, moved: ReadonlySet<string>): string | undefined {
  const stays = ({ id }: LayerNode): boolean => !moved.has(id);
  const before = layers.slice(0, at).findLast(stays)?.block;
  const after = layers.slice(at + 1).find(stays)?.block;
  return before === after ? before : undefined;
}

/** Where the rows of a block are apart, the moved ones leave it; then only the first ones that stand together are left. */
function together(layers: readonly LayerNode[], id: string, moved: ReadonlySet<string>): readonly LayerNode[] {
  if (isTogether(layers, id)) return layers;
  const kept = layers.map((node) => (node.block === id && moved.has(node.id) ? withoutBlock(node) : node));
  if (isTogether(kept, id)) return kept;
  const first = kept.findIndex(({ block }) => block === id);
  const length = kept.slice(first).findIndex(({ block }) => block !== id);
  return kept.map((node, at) => (node.block === id && at >= first + length ? withoutBlock(node) : node));
}

/** True where the rows of the block stand without a gap. */
export function isTogether(layers: readonly LayerNode[], id: string): boolean {
  const places = layers.flatMap(({ block }, at) => (block === id ? [at] : []));
  return places.length === 0 || places.at(-1)! - places[0]! + 1 === places.length;
}

function withoutBlock(node: LayerNode): LayerNode {
  const { block: _, ...rest } = node;
  return rest;
}
