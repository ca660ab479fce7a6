/** What of a layer decides where its gradients go. */
export interface GradientStage {
  /** Positions of the layers it reads; below 0 the data. */
  readonly sources: readonly number[];
  /** Whether anything before it, or itself, is trained: else it has no backward pass. */
  readonly learns: boolean;
  /** True where the gradient of its input takes the place of that of its output. */
  readonly gradientInPlace: boolean;
  /** Bytes of the gradient of its output. */
  readonly bytes: number;
}

/** Where a layer writes the gradient of one of its inputs. */
export interface GradientTarget {
  /** The block it is written to; null where nobody wants it. */
  readonly block: number | null;
  /** The block it is added to afterwards, where another reader of the same layer wrote before; else null. */
  readonly addTo: number | null;
}

/** The blocks of a backward pass: how large each is, and for every layer that of its output's gradient and where those of its inputs go. */
export interface GradientBlocks {
  readonly sizes: readonly number[];
  readonly stages: readonly { readonly block: number | null; readonly targets: readonly GradientTarget[] }[];
}

const unwanted: GradientTarget = { block: null, addTo: null };

/**
 * Hands out blocks for the gradients of activations, from the last layer to the first: a layer reads one and writes others, or works in place, and
 * its own is free again when it is through. In a stack two blocks take turns. Where an output is read more than once, the first reader on the way
 * back writes, the others are added.
 */
export function gradientBlocks(stages: readonly GradientStage[]): GradientBlocks {
  const pool = new BlockPool();
  const blocks: (number | null)[] = stages.map(() => null);
  const targets: GradientTarget[][] = stages.map(() => []);
  const last = stages.length - 1;
  if (stages[last]?.learns) blocks[last] = pool.acquire(stages[last].bytes);
  for (let i = last; i >= 0; i--) {
    const own = blocks[i];
    if (!stages[i]!.learns || own === null || own === undefined) continue;
    const borrowed: number[] = [];
    let isHandedOn = false;
    targets[i] = stages[i]!.sources.map((source) => {
      const wanted = source >= 0 && stages[source]!.learns;
      if (!wanted) return unwanted;
      const { bytes } = stages[source]!;
      const before = blocks[source] ?? null;
      if (stages[i]!.gradientInPlace) {
        if (before !== null) return { block: own, addTo: before };
        isHandedOn = true;
        blocks[source] = pool.grow(own, bytes);
        return { block: own, addTo: null };
      }
      const block = pool.acquire(bytes);
      if (before === null) blocks[source] = block;
      else borrowed.push(block);
      return { block, addTo: before };
    });
    for (const block of isHandedOn ? borrowed : [...borrowed, own]) pool.release(block);
  }
  return { sizes: pool.sizes, stages: blocks.map((block, i) => ({ block, targets: targets[i]! })) };
}

/** Blocks by number, each as large as the largest gradient it ever holds. */
class BlockPool {
  readonly sizes: number[] = [];
  private readonly free = new Set<number>();

  /** The lowest free block, or a new one. */
  acquire(bytes: number): number {
    const found = this.free.size > 0 ? Math.min(...this.free) : this.sizes.push(0) - 1;
    this.free.delete(found);
    return this.grow(found, bytes);
  }

  grow(block: number, bytes: number): number {
    this.sizes[block] = Math.max(this.sizes[block]!, bytes);
    return block;
  }

  release(block: number): void {
    this.free.add(block);
  }
}
