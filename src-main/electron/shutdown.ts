import { app } from 'electron';
import type { StudioServices } from '#main/services/studioService.ts';

/** Closes the services before the app ends: what still trained is marked, the database is closed. Ends the app whatever happens. */
export function closeBeforeQuit(
  services: Pick<StudioServices, 'interruptRuns' | 'close'>,
  log: (line: string) => void,
): void {
  let isClosed = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void close(services, log).then(() => {
      isClosed = true;
      app.quit();
    });
  });
}

async function close(
  services: Pick<StudioServices, 'interruptRuns' | 'close'>,
  log: (line: string) => void,
): Promise<void> {
  try {
    await services.interruptRuns('windowClosed');
    await services.close();
  } catch (error) {
    log(`The services did not close cleanly: ${String(error)}`);
  }
}
