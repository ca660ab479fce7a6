// @ts-check
import js from '@eslint/js';
import vueI18n from '@intlify/eslint-plugin-vue-i18n';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import vueAccessibility from 'eslint-plugin-vuejs-accessibility';
import globals from 'globals';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/*
 * The layers of the house. Each row says which files it is about and what they may not import, use or write; rows do not overlap,
 * because ESLint lets the last matching row win. tests/unit/layers-of-the-house.test.ts shows that every row fires.
 */
const node = `^(?:node:.+|(?:${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(?:/.+)?)$`;
const electron = '^(?:electron|@electron)(?:/|$)';
const tfjs = '^@tensorflow/';
const vueWorld = '^(?:vue|pinia|vue-i18n|reka-ui|chart\\.js|sortablejs|@vueuse/.+)(?:/|$)';
const settings = '^(?:\\.{1,2}/)+resources/|^#resources/';
/** @param {'shared' | 'main' | 'renderer' | 'tests'} top */
const top = (top) => `^(?:\\.\\./)+(?:src-)?${top}/|^#${top}/`;
/** @param {'main' | 'renderer'} top @param {string} names folders or files, separated by | */
const inside = (top, names) => `^(?:(?:\\.{1,2}/)+(?:src-${top}/)?|#${top}/)(?:${names})(?:/|\\.|$)`;
const scripts = '^(?:\\.\\./)+scripts/';

const rendererOutside = [
  [node, 'The renderer has no Node: call the host.'],
  [electron, 'Only src-main/electron and src-main/preload import electron.'],
  [top('main'), 'The renderer reaches the main process through src-renderer/host.ts only.'],
];
const screensOutside = [
  ...rendererOutside,
  [tfjs, 'Only src-renderer/engine imports TensorFlow.js.'],
  [inside('renderer', 'engine'), 'Screens speak to training through stores and src-renderer/training.'],
];
const mainOutside = [
  [top('renderer'), 'The main process knows nothing of the renderer.'],
  [vueWorld, 'The main process draws nothing.'],
  [tfjs, 'Only src-renderer/engine imports TensorFlow.js.'],
];
const noElectron = [electron, 'Only src-main/electron and src-main/preload import electron.'];

/** @type {{ files: string[], ignores?: string[], imports: string[][], globals?: string[], mayUseStudio?: boolean, mayUseScripts?: boolean, seededOnly?: boolean }[]} */
const layers = [
  {
    files: ['src-shared/**/*.ts'],
    imports: [
      [top('main'), 'src-shared imports nothing of ours.'],
      [top('renderer'), 'src-shared imports nothing of ours.'],
      [settings, 'src-shared imports nothing of ours.'],
      [node, 'src-shared runs in the browser too: no Node.'],
      [electron, 'src-shared knows no host.'],
      [vueWorld, 'src-shared draws nothing.'],
      [tfjs, 'src-shared is pure TypeScript: tensors live in src-renderer/engine.'],
    ],
    globals: [
      'process',
      'Buffer',
      'require',
      '__dirname',
      'window',
      'document',
      'self',
      'navigator',
      'localStorage',
      'fetch',
    ],
    seededOnly: true,
  },
  {
    files: ['src-main/{services,datasets,exporters}/**/*.ts'],
    imports: [
      ...mainOutside,
      noElectron,
      [inside('main', 'electron|loopback|cli|preload|index'), 'Services know no host: hosts import services.'],
    ],
  },
  {
    files: ['src-main/loopback/**/*.ts'],
    imports: [
      ...mainOutside,
      noElectron,
      [inside('main', 'electron|cli|preload|index'), 'The loopback host stands on the services alone.'],
    ],
  },
  {
    files: ['src-main/cli/**/*.ts'],
    imports: [
      ...mainOutside,
      noElectron,
      [inside('main', 'electron|preload|index'), 'The command line stands on the services and the loopback host.'],
    ],
    // The command line builds a stale renderer before it trains.
    mayUseScripts: true,
  },
  {
    files: ['src-main/electron/**/*.ts'],
    imports: [
      ...mainOutside,
      [inside('main', 'loopback|cli|preload|index'), 'The Electron host stands on the services alone.'],
    ],
  },
  {
    files: ['src-main/index.ts'],
    imports: [
      ...mainOutside,
      noElectron,
      [inside('main', 'loopback|cli|preload'), 'The entry starts src-main/electron.'],
    ],
  },
  {
    files: ['src-main/preload/**/*.ts'],
    imports: [
      ...mainOutside,
      [
        inside('main', 'electron|loopback|cli|services|datasets|exporters|index'),
        'The preload script knows the contract alone.',
      ],
      [node, 'A sandboxed preload script has no Node.'],
    ],
  },
  {
    files: ['src-renderer/engine/**/*.ts'],
    imports: [
      ...rendererOutside,
      [vueWorld, 'The engine runs in a worker: no Vue, no charts.'],
      [
        inside('renderer', 'pages|components|composables|stores|charts|i18n|training|host|main|App'),
        'The engine knows the shared words and tensors, nothing above it.',
      ],
    ],
    globals: ['window', 'document', 'localStorage', 'sessionStorage', 'alert', 'process'],
    seededOnly: true,
  },
  { files: ['src-renderer/{pages,components,composables,charts}/**/*.{ts,vue}'], imports: screensOutside },
  {
    files: ['src-renderer/{stores,training}/**/*.ts'],
    imports: [
      ...rendererOutside,
      [tfjs, 'Only src-renderer/engine imports TensorFlow.js.'],
      [inside('renderer', 'pages|components'), 'What is kept knows no screen: screens import stores.'],
    ],
  },
  {
    files: ['src-renderer/i18n/**/*.{ts,vue}', 'src-renderer/*.{ts,vue}'],
    ignores: ['src-renderer/host.ts'],
    imports: [...rendererOutside, [tfjs, 'Only src-renderer/engine imports TensorFlow.js.']],
  },
  {
    files: ['src-renderer/host.ts'],
    imports: [
      ...rendererOutside,
      [
        inside('renderer', 'engine|pages|components|stores|training|charts'),
        'The door knows nothing of what is behind it.',
      ],
    ],
    mayUseStudio: true,
  },
  {
    files: ['scripts/**/*.ts', 'tests/{unit,contract,security,e2e,support}/**/*.ts'],
    // These fake the module, in its own types.
    ignores: ['tests/unit/electron/**'],
    imports: [noElectron],
  },
];

/** TypeScript's looks, other types: its own compiler knows its names and what they are. */
const assemblyScript = 'src-renderer/engine/cpu/assembly/**';

const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };
const noStudio = [
  {
    selector: "MemberExpression[object.name=/^(window|globalThis|self)$/][property.name='studio']",
    message: 'src-renderer/host.ts is the only door to the host.',
  },
  {
    selector:
      "VariableDeclarator[init.name=/^(window|globalThis|self)$/] > ObjectPattern > Property[key.name='studio']",
    message: 'src-renderer/host.ts is the only door to the host.',
  },
];
const noChance = {
  object: 'Math',
  property: 'random',
  message: 'Randomness comes from the seeded generator of src-shared/random.',
};

/** @param {(typeof layers)[number]} layer */
function layerRules({
  files,
  ignores,
  imports,
  globals: names = [],
  mayUseStudio = false,
  mayUseScripts = false,
  seededOnly = false,
}) {
  const isSource = files.some((file) => file.startsWith('src-'));
  const outside = [
    ...imports,
    ...(isSource ? [[top('tests'), 'Tests import the sources, not the other way round.']] : []),
    ...(isSource && !mayUseScripts ? [[scripts, 'Scripts import the sources, not the other way round.']] : []),
  ];
  const dynamic = outside.map(([regex, message]) => ({
    selector: `ImportExpression > Literal[value=/${regex?.replaceAll('/', '\\/')}/]`,
    message: message ?? '',
  }));
  return {
    name: `layer: ${files[0]}`,
    files,
    ...(ignores ? { ignores } : {}),
    rules: {
      'no-restricted-imports': ['error', { patterns: outside.map(([regex, message]) => ({ regex, message })) }],
      'no-restricted-globals': [
        'error',
        ...names.map((name) => ({ name, message: 'This layer does not know where it runs.' })),
      ],
      'no-restricted-properties': ['error', ...(seededOnly ? [noChance] : [])],
      'no-restricted-syntax': ['error', noDefaultExport, ...(mayUseStudio ? [] : noStudio), ...dynamic],
    },
  };
}

export default tseslint.config(
  {
    ignores: ['out/', 'dist/', 'coverage/', 'node_modules/', 'tests/.artifacts/', 'package-lock.json'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,ts,vue}'],
    extends: [js.configs.recommended, ...tseslint.configs.recommended, ...tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `readonly number[]` reads well; both forms of a type literal have their place beside each other.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', noDefaultExport],
      // File names and binary files are told by their control characters.
      'no-control-regex': 'off',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src-renderer/**/*.{ts,vue}', 'tests/engine/**/*.ts'],
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
  },
  {
    files: ['src-main/**/*.ts', 'scripts/**/*.ts', 'tests/**/*.ts', '*.config.{js,ts}'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['src-renderer/**/*.vue'],
    extends: [
      ...vue.configs['flat/recommended'],
      ...vueAccessibility.configs['flat/recommended'],
      ...vueI18n.configs['flat/base'],
    ],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // TypeScript knows the names.
      'no-undef': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-static-inline-styles': ['error', { allowBinding: true }],
      'vue/no-v-html': 'error',
      // A contender's slot (colour, dash, marker) is a property of its mark; Vue 3 knows no slot attribute.
      'vue/no-deprecated-slot-attribute': 'off',
      'vue/require-default-prop': 'off',
      'vue/multi-word-component-names': 'off',
      // A label may hold its control or name it; either is read out.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      '@intlify/vue-i18n/no-raw-text': [
        'error',
        {
          ignorePattern: '^[\\s\\d\\p{P}\\p{S}]*$',
          attributes: {
            '/.+/': ['alt', 'aria-label', 'aria-description', 'aria-valuetext', 'label', 'placeholder', 'title'],
          },
        },
      ],
      '@intlify/vue-i18n/no-v-html': 'error',
    },
  },
  {
    files: ['src-renderer/**/*.{ts,vue}'],
    plugins: { '@intlify/vue-i18n': vueI18n },
    settings: { 'vue-i18n': { localeDir: './resources/locales/*.json', messageSyntaxVersion: '^11.0.0' } },
    rules: { '@intlify/vue-i18n/no-missing-keys': 'error' },
  },
  ...typeAware('src-main/**/*.ts', 'tsconfig.node.json'),
  ...typeAware('src-renderer/**/*.{ts,vue}', 'tsconfig.web.json', [assemblyScript]),
  {
    files: [assemblyScript],
    rules: {
      // `<usize>x` converts there, `==` compares there, constants are written as papers give them, and a variable begins with a value.
      '@typescript-eslint/consistent-type-assertions': 'off',
      // Its compiler has no `import type`.
      '@typescript-eslint/consistent-type-imports': 'off',
      eqeqeq: 'off',
      'no-loss-of-precision': 'off',
      'no-useless-assignment': 'off',
    },
  },
  { files: ['*.config.{js,ts}'], rules: { 'no-restricted-syntax': 'off' } },
  ...layers.map(layerRules),
  prettier,
  // After prettier, which switches off rules about form: these are about meaning.
  { files: ['**/*.vue'], rules: { 'vue/no-static-inline-styles': ['error', { allowBinding: true }] } },
);

/**
 * The one rule that needs types and is worth their time: a promise nobody waits for loses its error.
 * @param {string} files
 * @param {string} project
 * @param {string[]} ignores
 */
function typeAware(files, project, ignores = []) {
  return [
    {
      files: [files],
      ignores,
      languageOptions: {
        parserOptions: { project, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] },
      },
      rules: {
        '@typescript-eslint/no-floating-promises': /** @type {const} */ ('error'),
        '@typescript-eslint/no-misused-promises': /** @type {const} */ (['error', { checksVoidReturn: false }]),
      },
    },
  ];
}
