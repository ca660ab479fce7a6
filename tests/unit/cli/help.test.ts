import { expect, it } from 'vitest';
import { commands } from '#main/cli/commands/index.ts';
import { commandHelp, overview } from '#main/cli/help.ts';
import { sentencesOf } from '#main/cli/sentences.ts';

it.each(['en', 'it', 'es'] as const)('no usage text shows a raw key: %s', (language) => {
  const say = sentencesOf(language);
  const texts = [overview(say, commands), ...commands.map((command) => commandHelp(say, command))];
  expect(texts.join('\n').match(/\bcli\.[\w.-]+/g)).toBeNull();
  expect(texts).toHaveLength(commands.length + 1);
});
