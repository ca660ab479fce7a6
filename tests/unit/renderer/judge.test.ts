import { describe, expect, it, vi } from 'vitest';
import { startJudge } from '../../../src-renderer/training/judge.ts';
import type { FromEngine, ToWorker } from '../../../src-renderer/engine/messages.ts';

const samples = (text: string) => ({ pixels: null, cells: null, texts: [text], prepared: null, rebuilt: null });

/** A judge over a worker that answers when the test says so. */
function judgeWith() {
  const sent: ToWorker[] = [];
  const end = vi.fn();
  let tell!: (message: FromEngine) => void;
  const judge = startJudge((listen) => {
    tell = listen;
    return { send: (message) => sent.push(message), end };
  });
  return { judge, sent, end, tell: (message: FromEngine) => tell(message) };
}

describe('what the page asks a judged model', () => {
  it('answers of each kind come in the order of their questions', async () => {
    const { judge, sent, tell } = judgeWith();
    const [first, second, tried] = [judge.show([3]), judge.show([4]), judge.tryOut(Float32Array.of(1))];
    tell({ type: 'tried', logits: Float32Array.of(7) });
    tell({ type: 'shown', samples: samples('three') });
    tell({ type: 'shown', samples: samples('four') });
    expect([(await first).texts, (await second).texts, [...(await tried)]]).toEqual([['three'], ['four'], [7]]);
    expect(sent.map(({ type }) => type)).toEqual(['show', 'show', 'tryOut']);
  });

  it('a failure fails all that waits, and what is asked afterwards is answered again', async () => {
    const { judge, tell } = judgeWith();
    const asked = [judge.show([1]), judge.tryOut(Float32Array.of(1))];
    const ends = Promise.allSettled(asked);
    tell({ type: 'failed', code: 'weightsMissing', detail: { value: 'r' } });
    expect((await ends).map((each) => each.status === 'rejected' && each.reason.code)).toEqual([
      'weightsMissing',
      'weightsMissing',
    ]);
    const again = judge.show([1]);
    tell({ type: 'shown', samples: samples('one') });
    expect((await again).texts).toEqual(['one']);
  });

  it('ends its worker at once', () => {
    const { judge, end } = judgeWith();
    void judge.show([1]);
    judge.end();
    expect(end).toHaveBeenCalledOnce();
  });
});
