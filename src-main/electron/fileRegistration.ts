import { ipcMain } from 'electron';
import { basename, isAbsolute } from 'node:path';
import * as v from 'valibot';
import { registerFilesChannel } from '#shared/channels.ts';
import type { FileHandle } from '#shared/contract.ts';
import { fail, StudioError, succeed, toFailure, type Result } from '#shared/result.ts';
import { isTrustedSender, type Sender } from './sender.ts';

/** Gives a file its opaque id. */
export type RegisterFile = (path: string) => Promise<FileHandle>;

const droppedFiles = v.pipe(
  v.array(
    v.strictObject({ name: v.pipe(v.string(), v.maxLength(1000)), path: v.pipe(v.string(), v.maxLength(32_000)) }),
  ),
  v.maxLength(64),
);
type DroppedFile = v.InferOutput<typeof droppedFiles>[number];

/** Refuses what has no path and what is not a full path on this computer: a network path would make Windows send the reader's sign-in to it. */
export function assertLocalPath({ name, path }: DroppedFile): void {
  if (path === '') throw new StudioError('fileWithoutPath', { name });
  if (!isAbsolute(path) || /^[\\/]{2}/.test(path))
    throw new StudioError('fileNotLocal', { name: name || basename(path) });
}

/** Exchanges the paths of dropped files for ids; all or none. */
export async function answerRegistration(
  registerFile: RegisterFile,
  event: Sender,
  input: unknown,
): Promise<Result<readonly FileHandle[]>> {
  if (!isTrustedSender(event)) return fail('senderRefused');
  const parsed = v.safeParse(droppedFiles, input);
  if (!parsed.success) return badInput(parsed.issues[0]);
  try {
    parsed.output.forEach(assertLocalPath);
    return succeed(await Promise.all(parsed.output.map(({ path }) => registerFile(path))));
  } catch (error) {
    return toFailure(error);
  }
}

function badInput(issue: v.BaseIssue<unknown>): Result<never> {
  const { received, expected, message } = issue;
  return fail('badInput', {
    call: 'files.register',
    where: v.getDotPath(issue) ?? '–',
    value: received,
    expected: expected ?? message,
  });
}

/** Opens the one internal channel beside the contract's calls. */
export function registerFileRegistration(registerFile: RegisterFile): void {
  ipcMain.handle(registerFilesChannel, (event, input: unknown) => answerRegistration(registerFile, event, input));
}
