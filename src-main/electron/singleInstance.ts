import { app } from 'electron';
import * as v from 'valibot';

const handedOver = v.object({ files: v.array(v.string()) });

/**
 * Takes the one place of this data folder, or hands the files to the instance that has it and returns false: then quit.
 * `onSecond` gets the files of a later start.
 */
export function takeSingleInstance(files: readonly string[], onSecond: (files: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock({ files: [...files] })) return false;
  app.on('second-instance', (_event, _args, _folder, data) => {
    const parsed = v.safeParse(handedOver, data);
    onSecond(parsed.success ? parsed.output.files : []);
  });
  return true;
}
