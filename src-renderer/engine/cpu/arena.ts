import { StudioError } from '#shared/result.ts';

/** Every block starts and ends at a multiple of this many bytes: a cache line, and more than any vector load asks for. */
export const ALIGNMENT = 64;

const PAGE = 65_536;

/** Addresses above 2 GiB would compare as negative numbers inside the kernels. */
const MOST_BYTES = 2 ** 31 - PAGE;

/** Blocks that are free for use, by address; neighbours are one. */
interface Gap {
  address: number;
  bytes: number;
}

/** Rounds up to whole cache lines. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Hands out memory of the kernels in aligned blocks: first from what was given back, else from the end, growing the memory where it must.
 * Growing detaches every view, so views come fresh from here. A block's bytes are whatever was there before.
 */
export class Arena {
  private readonly memory: WebAssembly.Memory;
  private readonly start: number;
  private end: number;
  private gaps: Gap[] = [];
  private readonly sizes = new Map<number, number>();
  private taken = 0;
  private views: { readonly buffer: ArrayBufferLike; readonly f32: Float32Array; readonly f64: Float64Array };

  constructor(memory: WebAssembly.Memory, start: number) {
    this.memory = memory;
    this.start = aligned(start);
    this.end = this.start;
    this.views = viewsOf(memory.buffer);
  }

  /** Bytes in blocks that were not given back. */
  get usedBytes(): number {
    return this.taken;
  }

  /** The whole memory as float32: value i lies at address 4i. Good until the next `take`. */
  get f32(): Float32Array {
    return this.currentViews().f32;
  }

  /** The whole memory as float64: value i lies at address 8i. Good until the next `take`. */
  get f64(): Float64Array {
    return this.currentViews().f64;
  }

  /** A block of at least so many bytes; throws `cpuMemory` when the machine gives no more, `cpuWorkerFull` beyond what one memory may be. */
  take(bytes: number): number {
    const size = Math.max(ALIGNMENT, aligned(bytes));
    const address = this.fromGaps(size) ?? this.fromEnd(size);
    this.sizes.set(address, size);
    this.taken += size;
    return address;
  }

  /** Gives a block back; its address must come from `take`. */
  release(address: number): void {
    const bytes = this.sizes.get(address);
    if (bytes === undefined) return;
    this.sizes.delete(address);
    this.taken -= bytes;
    this.insertGap({ address, bytes });
  }

  /** The `count` float32 numbers at this address. Good until the next `take`. */
  floats(address: number, count: number): Float32Array {
    return this.f32.subarray(address / 4, address / 4 + count);
  }

  /** A copy of the `count` float32 numbers at this address. */
  read(address: number, count: number): Float32Array<ArrayBuffer> {
    return Float32Array.from(this.floats(address, count));
  }

  /** Writes these numbers to this address. */
  write(address: number, values: Float32Array): void {
    this.f32.set(values, address / 4);
  }

  private currentViews(): Arena['views'] {
    // A grown memory has another buffer; asking is far cheaper than making a view.
    if (this.views.buffer !== this.memory.buffer) this.views = viewsOf(this.memory.buffer);
    return this.views;
  }

  private fromGaps(bytes: number): number | null {
    const at = this.gaps.findIndex((gap) => gap.bytes >= bytes);
    const gap = this.gaps[at];
    if (!gap) return null;
    const { address } = gap;
    gap.address += bytes;
    gap.bytes -= bytes;
    if (gap.bytes === 0) this.gaps.splice(at, 1);
    return address;
  }

  private fromEnd(bytes: number): number {
    const address = this.end;
    // A line more: kernels may read whole vectors whose last values lie behind a block.
    this.growTo(address + bytes + ALIGNMENT);
    this.end = address + bytes;
    return address;
  }

  private growTo(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    const megabytes = Math.ceil(bytes / 2 ** 20);
    if (bytes > MOST_BYTES) throw new StudioError('cpuWorkerFull', { megabytes });
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new StudioError('cpuMemory', { megabytes });
    }
  }

  private insertGap(gap: Gap): void {
    const found = this.gaps.findIndex((other) => other.address > gap.address);
    const at = found < 0 ? this.gaps.length : found;
    this.gaps.splice(at, 0, gap);
    this.joinWithNext(at);
    if (at > 0) this.joinWithNext(at - 1);
    this.shrinkEnd();
  }

  private joinWithNext(at: number): void {
    const [gap, next] = [this.gaps[at]!, this.gaps[at + 1]];
    if (!next || gap.address + gap.bytes !== next.address) return;
    gap.bytes += next.bytes;
    this.gaps.splice(at + 1, 1);
  }

  /** A gap that reaches the end is no gap: the next block, however large, may begin there. */
  private shrinkEnd(): void {
    const last = this.gaps.at(-1);
    if (!last || last.address + last.bytes !== this.end) return;
    this.end = last.address;
    this.gaps.pop();
  }
}

function viewsOf(buffer: ArrayBufferLike): Arena['views'] {
  return { buffer, f32: new Float32Array(buffer), f64: new Float64Array(buffer) };
}
