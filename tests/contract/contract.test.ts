import { describe, expect, it } from 'vitest';
import {
  callNames,
  callSchemas,
  commandIds,
  eventNames,
  type CallHandlers,
  type CallName,
  type EventName,
  type Outputs,
} from '#shared/contract.ts';

/** True only where both types are the same; otherwise the line that uses it does not compile, and `npm test` fails in its type check. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

const everyCallHasAnOutput: Same<keyof Outputs, CallName> = true;
const everyCallHasAHandler: Same<keyof CallHandlers, CallName> = true;
const everyEventIsListed: Same<EventName, (typeof eventNames)[number]> = true;

describe('the contract', () => {
  it('is the same list in schemas, outputs, handlers and events, as the compiler sees it', () => {
    expect([everyCallHasAnOutput, everyCallHasAHandler, everyEventIsListed]).toEqual([true, true, true]);
  });

  it('names calls as group.verb and refuses unknown fields everywhere', () => {
    expect(callNames.filter((name) => !/^[a-z]+\.[a-zA-Z]+$/.test(name))).toEqual([]);
    expect(callNames.filter((name) => callSchemas[name].type !== 'strict_object')).toEqual([]);
  });

  it('names nothing twice', () => {
    for (const names of [eventNames, commandIds]) expect(new Set<string>(names).size).toBe(names.length);
  });
});
