import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';

/** The project's own rules, on files that do not exist: what needs types is off, since no tsconfig lists them. */
const eslint = new ESLint({
  cwd: repositoryRoot,
  overrideConfig: [
    {
      languageOptions: { parserOptions: { project: null } },
      rules: {
        '@typescript-eslint/no-floating-promises': 'off',
        '@typescript-eslint/no-misused-promises': 'off',
        '@typescript-eslint/no-unused-vars': 'off',
      },
    },
  ],
});

async function messagesOf(file: string, text: string) {
  const [result] = await eslint.lintText(text, { filePath: `${repositoryRoot}/${file}` });
  return result?.messages ?? [];
}

/** Ids of the rules that refuse this text in this file. */
async function refusals(file: string, text: string): Promise<readonly (string | null)[]> {
  return (await messagesOf(file, text)).map(({ ruleId }) => ruleId);
}

const refusedImports: readonly (readonly [file: string, specifier: string])[] = [
  ['src-shared/optimizers/made-up.ts', '#main/services/runStore.ts'],
  ['src-shared/optimizers/made-up.ts', '../../src-main/services/runStore.ts'],
  ['src-shared/optimizers/made-up.ts', '#renderer/engine/trainer.ts'],
  ['src-shared/optimizers/made-up.ts', '../../src-renderer/host.ts'],
  ['src-shared/optimizers/made-up.ts', '#resources/locales/en.json'],
  ['src-shared/optimizers/made-up.ts', 'node:fs'],
  ['src-shared/optimizers/made-up.ts', 'fs/promises'],
  ['src-shared/optimizers/made-up.ts', 'electron'],
  ['src-shared/optimizers/made-up.ts', 'vue'],
  ['src-shared/optimizers/made-up.ts', '@tensorflow/tfjs'],
  ['src-shared/made-up.ts', '../scripts/build.ts'],
  ['src-main/services/made-up.ts', 'electron'],
  ['src-main/services/made-up.ts', 'electron/main'],
  ['src-main/services/made-up.ts', '../electron/window.ts'],
  ['src-main/services/made-up.ts', '#main/electron/window.ts'],
  ['src-main/services/made-up.ts', '../loopback/main.ts'],
  ['src-main/services/made-up.ts', '../cli/index.ts'],
  ['src-main/services/made-up.ts', '#renderer/host.ts'],
  ['src-main/services/made-up.ts', '@tensorflow/tfjs'],
  ['src-main/datasets/readers/made-up.ts', '../../electron/window.ts'],
  ['src-main/datasets/readers/made-up.ts', '../../../src-renderer/host.ts'],
  ['src-main/exporters/made-up.ts', 'vue'],
  ['src-main/exporters/made-up.ts', '#main/cli/index.ts'],
  ['src-main/loopback/made-up.ts', 'electron'],
  ['src-main/loopback/made-up.ts', '../electron/window.ts'],
  ['src-main/loopback/made-up.ts', '../cli/index.ts'],
  ['src-main/loopback/made-up.ts', '../../scripts/build.ts'],
  ['src-main/loopback/made-up.ts', '../../tests/support/studio.ts'],
  ['src-main/cli/made-up.ts', 'electron'],
  ['src-main/cli/made-up.ts', '#main/electron/window.ts'],
  ['src-main/electron/made-up.ts', '../loopback/main.ts'],
  ['src-main/electron/made-up.ts', '#main/cli/index.ts'],
  ['src-main/electron/made-up.ts', '#renderer/host.ts'],
  ['src-main/index.ts', 'electron'],
  ['src-main/index.ts', './loopback/main.ts'],
  ['src-main/preload/made-up.ts', '../services/runStore.ts'],
  ['src-main/preload/made-up.ts', 'node:fs'],
  ['src-renderer/engine/made-up.ts', 'vue'],
  ['src-renderer/engine/made-up.ts', 'chart.js'],
  ['src-renderer/engine/made-up.ts', '../host.ts'],
  ['src-renderer/engine/made-up.ts', '#renderer/stores/draft.ts'],
  ['src-renderer/engine/layers/made-up.ts', '../../pages/HomePage.vue'],
  ['src-renderer/engine/made-up.ts', '#main/services/runStore.ts'],
  ['src-renderer/engine/made-up.ts', 'node:fs'],
  ['src-renderer/pages/made-up.ts', '@tensorflow/tfjs'],
  ['src-renderer/pages/made-up.ts', '../engine/trainer.ts'],
  ['src-renderer/pages/made-up.ts', '#renderer/engine/trainer.ts'],
  ['src-renderer/pages/made-up.ts', '../../src-main/services/runStore.ts'],
  ['src-renderer/components/made-up.ts', '@tensorflow/tfjs-core'],
  ['src-renderer/components/parts/made-up.ts', '../../engine/trainer.ts'],
  ['src-renderer/composables/made-up.ts', '@tensorflow/tfjs'],
  ['src-renderer/charts/made-up.ts', '#main/services/runStore.ts'],
  ['src-renderer/stores/made-up.ts', '@tensorflow/tfjs'],
  ['src-renderer/stores/made-up.ts', 'electron'],
  ['src-renderer/stores/made-up.ts', '../components/made-up.ts'],
  ['src-renderer/training/made-up.ts', '#renderer/pages/HomePage.vue'],
  ['src-renderer/training/made-up.ts', '@tensorflow/tfjs'],
  ['src-renderer/i18n/made-up.ts', 'node:path'],
  ['src-renderer/made-up.ts', '@tensorflow/tfjs'],
  ['src-renderer/host.ts', './stores/draft.ts'],
  ['src-renderer/host.ts', 'electron'],
  ['scripts/made-up.ts', 'electron'],
  ['tests/unit/made-up.test.ts', 'electron'],
];

const allowedImports: readonly (readonly [file: string, specifier: string])[] = [
  ['src-shared/optimizers/made-up.ts', '../algebra/algebra.ts'],
  ['src-shared/made-up.ts', 'valibot'],
  ['src-main/services/made-up.ts', 'node:sqlite'],
  ['src-main/services/made-up.ts', '#shared/contract.ts'],
  ['src-main/services/made-up.ts', '../datasets/catalog.ts'],
  ['src-main/services/made-up.ts', '#resources/locales/en.json'],
  ['src-main/loopback/made-up.ts', '../services/runStore.ts'],
  ['src-main/cli/made-up.ts', '../loopback/main.ts'],
  ['src-main/cli/made-up.ts', '../../scripts/build.ts'],
  ['src-main/electron/made-up.ts', 'electron'],
  ['src-main/electron/made-up.ts', './window.ts'],
  ['src-main/index.ts', './electron/start.ts'],
  ['src-main/preload/made-up.ts', 'electron'],
  ['src-renderer/engine/made-up.ts', '@tensorflow/tfjs'],
  ['src-renderer/engine/layers/made-up.ts', '../model.ts'],
  ['src-renderer/pages/made-up.ts', '../stores/draft.ts'],
  ['src-renderer/pages/made-up.ts', '../host.ts'],
  ['src-renderer/training/made-up.ts', '../engine/messages.ts'],
];

describe('imports across layers', () => {
  it.each(refusedImports)('%s may not import %s', async (file, specifier) => {
    const ways = [
      [`import { thing } from '${specifier}';`, 'no-restricted-imports'],
      [`export { other } from '${specifier}';`, 'no-restricted-imports'],
      [`export const later = () => import('${specifier}');`, 'no-restricted-syntax'],
    ] as const;
    const found = await messagesOf(file, [...ways.map(([way]) => way), 'export const x = thing;\n'].join('\n'));
    for (const [at, [, rule]] of ways.entries())
      expect(found.filter(({ line }) => line === at + 1).map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it.each(allowedImports)('%s may import %s', async (file, specifier) => {
    expect(await refusals(file, `import { thing } from '${specifier}';\nexport const x = thing;\n`)).toEqual([]);
  });

  it('holds inside components too', async () => {
    const text = `<script setup lang="ts">\nimport * as tf from '@tensorflow/tfjs';\n</script>\n\n<template>\n  <p>{{ tf }}</p>\n</template>\n`;
    expect(await refusals('src-renderer/pages/MadeUpPage.vue', text)).toContain('no-restricted-imports');
  });
});

const refusedTexts: readonly (readonly [what: string, file: string, text: string, rule: string])[] = [
  ['window.studio in a page', 'src-renderer/pages/x.ts', 'export const s = window.studio;', 'no-restricted-syntax'],
  [
    'globalThis.studio in a store',
    'src-renderer/stores/x.ts',
    'export const s = globalThis.studio;',
    'no-restricted-syntax',
  ],
  ['studio taken out of window', 'src-renderer/x.ts', 'export const { studio } = window;', 'no-restricted-syntax'],
  ['chance in a rule', 'src-shared/optimizers/x.ts', 'export const x = Math.random();', 'no-restricted-properties'],
  ['chance in the engine', 'src-renderer/engine/x.ts', 'export const x = Math.random();', 'no-restricted-properties'],
  ['the page in the engine', 'src-renderer/engine/x.ts', 'export const x = document.title;', 'no-restricted-globals'],
  ['the process in src-shared', 'src-shared/x.ts', 'export const x = process.pid;', 'no-restricted-globals'],
  ['a default export', 'src-main/services/x.ts', 'export default 1;', 'no-restricted-syntax'],
  ['a default export of a test helper', 'tests/engine/x.ts', 'export default 1;', 'no-restricted-syntax'],
  ['any', 'src-shared/x.ts', 'export const x = (y: any): unknown => y;', '@typescript-eslint/no-explicit-any'],
  ['401 lines', 'src-shared/x.ts', 'export {};\n'.repeat(401), 'max-lines'],
  [
    'a key without a text',
    'src-renderer/x.ts',
    "declare const t: (key: string) => string;\nexport const x = t('no.such.key');",
    '@intlify/vue-i18n/no-missing-keys',
  ],
];

const refusedTemplates: readonly (readonly [what: string, template: string, rule: string])[] = [
  ['a word that is no locale text', '<p>Hello</p>', '@intlify/vue-i18n/no-raw-text'],
  ['a label that is no locale text', '<img src="./a.png" alt="Hello" />', '@intlify/vue-i18n/no-raw-text'],
  ['HTML from data', '<p v-html="text"></p>', 'vue/no-v-html'],
  ['a style attribute', '<p style="color: red"></p>', 'vue/no-static-inline-styles'],
  ['a picture without words', '<img src="./a.png" />', 'vuejs-accessibility/alt-text'],
  ['a click that no key can make', '<div @click="text"></div>', 'vuejs-accessibility/click-events-have-key-events'],
];

describe('what a layer may not write', () => {
  it.each(refusedTexts)('%s', async (_what, file, text, rule) => {
    expect(await refusals(file, text)).toContain(rule);
  });

  it.each(refusedTemplates)('%s', async (_what, template, rule) => {
    const text = `<script setup lang="ts">\nconst text = '';\n</script>\n\n<template>\n  ${template}\n</template>\n`;
    expect(await refusals('src-renderer/pages/MadeUpPage.vue', text)).toContain(rule);
  });

  it('lets host.ts alone open the door', async () => {
    expect(await refusals('src-renderer/host.ts', 'export const s = window.studio;\n')).toEqual([]);
  });

  it('refuses a promise nobody waits for', async () => {
    const typed = new ESLint({ cwd: repositoryRoot });
    const [result] = await typed.lintText('Promise.resolve(1);\n', {
      filePath: `${repositoryRoot}/src-main/services/database.ts`,
    });
    expect(result?.messages.map((message) => message.ruleId)).toEqual(['@typescript-eslint/no-floating-promises']);
  }, 180_000);
});
