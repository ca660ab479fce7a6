import type { Arena } from './arena.ts';

/** Blocks that end together: whoever holds the scope gives them all back at once, whatever became of those who took them. */
export class ArenaScope {
  readonly arena: Arena;
  private readonly addresses = new Set<number>();
  private isEnded = false;

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** As `Arena.take`. */
  take(bytes: number): number {
    const address = this.arena.take(bytes);
    this.addresses.add(address);
    return address;
  }

  /** True once everything was given back. */
  get ended(): boolean {
    return this.isEnded;
  }

  /** Gives one block back before the others, once: its address may be another's afterwards. Nothing after the end of the scope. */
  release(address: number): void {
    if (this.addresses.delete(address)) this.arena.release(address);
  }

  /** Gives back what is still held. */
  dispose(): void {
    this.isEnded = true;
    for (const address of this.addresses) this.arena.release(address);
    this.addresses.clear();
  }
}
