import * as v from 'valibot';
import { callSchemas, type CallHandlers, type CallInput, type CallName } from '#shared/contract.ts';
import { StudioError, succeed, type Result } from '#shared/result.ts';
import { hostFailure } from './hostFailure.ts';

/** One call from outside: checked against its schema, handled, answered as a Result. Never throws. Bad input is `badInput` and says where. */
export async function callHandler(
  { handlers }: { readonly handlers: CallHandlers },
  name: CallName,
  input: unknown,
): Promise<Result<unknown>> {
  try {
    return succeed(await handle(handlers, name, input));
  } catch (error) {
    return hostFailure(error);
  }
}

function handle<C extends CallName>(handlers: CallHandlers, name: C, input: unknown): unknown {
  const result = v.safeParse(callSchemas[name], input);
  if (result.success) return handlers[name](result.output as CallInput<C>);
  const issue: v.BaseIssue<unknown> = result.issues[0];
  throw new StudioError('badInput', {
    call: name,
    where: v.getDotPath(issue) ?? '–',
    value: issue.received,
    expected: issue.expected ?? issue.message,
  });
}
