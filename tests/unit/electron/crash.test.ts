import { beforeEach, describe, expect, it, vi } from 'vitest';
import { watchChildProcesses, watchRenderer } from '#main/electron/crash.ts';
import { closeBeforeQuit } from '#main/electron/shutdown.ts';
import { wordsOf } from '#main/electron/words.ts';
import { FakeBrowserWindow, fakeElectron, fakeEvent, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);
beforeEach(resetElectron);

function watched(interruptRuns = vi.fn(() => Promise.resolve())) {
  const window = new FakeBrowserWindow();
  const plan = { words: () => wordsOf('en'), interruptRuns, quit: vi.fn(), log: vi.fn() };
  watchRenderer(window as never, plan);
  return { window, ...plan };
}
const answers = (response: number) => fakeElectron.dialog.showMessageBox.mockResolvedValueOnce({ response });
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const gone = (window: FakeBrowserWindow, reason: string) =>
  window.webContents.emit('render-process-gone', fakeEvent({}), { reason, exitCode: 9 });

describe('a renderer that ends', () => {
  it.each([
    ['crashed', 'windowCrashed'],
    ['killed', 'windowCrashed'],
    ['oom', 'windowOutOfMemory'],
    ['launch-failed', 'windowCrashed'],
  ])('by %s interrupts its runs with %s, says so and comes back', async (reason, code) => {
    const { window, interruptRuns, quit } = watched();
    answers(0);
    gone(window, reason);
    await settled();
    expect(interruptRuns.mock.calls).toEqual([[code]]);
    expect(fakeElectron.dialog.showMessageBox.mock.calls[0]?.[1]).toMatchObject({
      message: 'The window stopped working.',
      detail: expect.stringContaining(reason),
    });
    expect(window.webContents.reload).toHaveBeenCalledOnce();
    expect(quit).not.toHaveBeenCalled();
  });

  it('quits when the reader wants that', async () => {
    const { window, quit } = watched();
    answers(1);
    gone(window, 'crashed');
    await settled();
    expect(quit).toHaveBeenCalledOnce();
    expect(window.webContents.reload).not.toHaveBeenCalled();
  });

  it('is no matter when it ended as it should', async () => {
    const { window, interruptRuns } = watched();
    gone(window, 'clean-exit');
    await settled();
    expect(interruptRuns).not.toHaveBeenCalled();
    expect(fakeElectron.dialog.showMessageBox).not.toHaveBeenCalled();
  });

  it('offers the reload although the database refuses', async () => {
    const { window, log } = watched(vi.fn(() => Promise.reject(new Error('disk full'))));
    answers(0);
    gone(window, 'crashed');
    await settled();
    expect(window.webContents.reload).toHaveBeenCalledOnce();
    expect(log.mock.calls.join()).toContain('disk full');
  });

  it('takes the runs of a page that was reloaded with it', async () => {
    const { window, interruptRuns } = watched();
    window.webContents.emit('did-navigate', fakeEvent({}), 'app://studio/', 200, '');
    await settled();
    expect(interruptRuns.mock.calls).toEqual([['windowReloaded']]);
  });

  it('leaves a window alone that closed meanwhile', async () => {
    const { window } = watched();
    window.isGone = true;
    gone(window, 'crashed');
    await settled();
    expect(fakeElectron.dialog.showMessageBox).not.toHaveBeenCalled();
  });
});

describe('a renderer that does not answer', () => {
  it('is left alone when the reader waits', async () => {
    const { window, interruptRuns } = watched();
    answers(0);
    window.emit('unresponsive');
    await settled();
    expect(interruptRuns).not.toHaveBeenCalled();
    expect(window.webContents.reload).not.toHaveBeenCalled();
  });

  it('is replaced when the reader reloads, without a second question about its end', async () => {
    const { window, interruptRuns } = watched();
    window.webContents.forcefullyCrashRenderer.mockImplementation(() => gone(window, 'killed'));
    answers(1);
    window.emit('unresponsive');
    await settled();
    expect(interruptRuns.mock.calls).toEqual([['windowReloaded']]);
    expect(window.webContents.reload).toHaveBeenCalledOnce();
    expect(fakeElectron.dialog.showMessageBox).toHaveBeenCalledOnce();
    window.webContents.emit('did-finish-load');
    answers(0);
    gone(window, 'crashed');
    await settled();
    expect(interruptRuns).toHaveBeenLastCalledWith('windowCrashed');
  });

  it('is asked about once, and not any more when it answers', async () => {
    const { window } = watched();
    let signal: AbortSignal | undefined;
    fakeElectron.dialog.showMessageBox.mockImplementationOnce((_window, options: { signal: AbortSignal }) => {
      signal = options.signal;
      return new Promise((resolve) => options.signal.addEventListener('abort', () => resolve({ response: 1 })));
    });
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(fakeElectron.dialog.showMessageBox).toHaveBeenCalledOnce();
    window.emit('responsive');
    await settled();
    expect(signal?.aborted).toBe(true);
    expect(window.webContents.reload).not.toHaveBeenCalled();
  });
});

describe('other ends', () => {
  it('writes down a GPU process that died', () => {
    const log = vi.fn();
    watchChildProcesses(log);
    fakeElectron.app.emit('child-process-gone', fakeEvent({}), { type: 'GPU', reason: 'crashed', exitCode: 5 });
    fakeElectron.app.emit('child-process-gone', fakeEvent({}), { type: 'Utility', reason: 'clean-exit', exitCode: 0 });
    expect(log.mock.calls).toEqual([['A child process ended: GPU, crashed, exit code 5.']]);
  });

  it('closes the services once before the app ends', async () => {
    const steps: string[] = [];
    const services = {
      interruptRuns: (code: string) => Promise.resolve(void steps.push(code)),
      close: () => Promise.resolve(void steps.push('closed')),
    };
    closeBeforeQuit(services, vi.fn());
    const first = fakeEvent({});
    fakeElectron.app.emit('will-quit', first);
    expect(first.isPrevented()).toBe(true);
    await settled();
    expect(steps).toEqual(['windowClosed', 'closed']);
    expect(fakeElectron.app.quit).toHaveBeenCalledOnce();
    const second = fakeEvent({});
    fakeElectron.app.emit('will-quit', second);
    expect(second.isPrevented()).toBe(false);
  });

  it('ends although the services do not close', async () => {
    const log = vi.fn();
    closeBeforeQuit({ interruptRuns: () => Promise.reject(new Error('locked')), close: vi.fn() }, log);
    fakeElectron.app.emit('will-quit', fakeEvent({}));
    await settled();
    expect(fakeElectron.app.quit).toHaveBeenCalledOnce();
    expect(log.mock.calls.join()).toContain('locked');
  });

  it('quits with its only window', () => {
    closeBeforeQuit({ interruptRuns: vi.fn(), close: vi.fn() }, vi.fn());
    fakeElectron.app.emit('window-all-closed');
    expect(fakeElectron.app.quit).toHaveBeenCalledOnce();
  });
});
