import { afterEach, describe, expect, it, vi } from 'vitest';
import { onSharedFrame } from '../../../src-renderer/components/optimizers/sharedFrames.ts';

/** The page's frames, made by hand. */
function frames() {
  let pending: FrameRequestCallback | null = null;
  let asked = 0;
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
    expect(pending, 'one frame is asked for at a time').toBeNull();
    pending = callback;
    return ++asked;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    pending = null;
  });
  return {
    isPending: () => pending !== null,
    pass: (now: number) => {
      const callback = pending;
      pending = null;
      callback?.(now);
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('frames shared by all animations', () => {
  it('calls everybody in one frame, and asks for none once nobody plays', () => {
    const page = frames();
    const seen: string[] = [];
    const leaveA = onSharedFrame((now) => seen.push(`a ${now}`));
    const leaveB = onSharedFrame((now) => seen.push(`b ${now}`));
    page.pass(16);
    leaveA();
    page.pass(32);
    expect(seen).toEqual(['a 16', 'b 16', 'b 32']);
    expect(page.isPending()).toBe(true);
    leaveB();
    expect(page.isPending()).toBe(false);
    page.pass(48);
    expect(seen).toHaveLength(3);
  });

  it('bears one that leaves while it is called', () => {
    const page = frames();
    const leave = onSharedFrame(() => leave());
    page.pass(16);
    expect(page.isPending()).toBe(false);
  });
});
