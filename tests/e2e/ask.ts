import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { CallName, CallOutput } from '#shared/contract.ts';

/** What the host answers to a call of this page. */
export async function ask<C extends CallName>(page: Page, name: C, input: unknown): Promise<CallOutput<C>> {
  const answer = await page.evaluate(
    async ([call, body]) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`/call/${call}`, { method: 'POST', headers, body });
      return response.json() as Promise<{ ok: boolean; value: unknown }>;
    },
    [name, JSON.stringify(input)] as const,
  );
  expect(answer).toMatchObject({ ok: true });
  return answer.value as CallOutput<C>;
}
