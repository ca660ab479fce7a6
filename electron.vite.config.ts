import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Main code names its worker threads `new URL('./x.worker.ts', import.meta.url)`, which is right when Node runs the TypeScript
 * itself (loopback host, command line, tests). In the bundle the same worker is `x.worker.js` beside the entry.
 */
function builtWorkerNames(): Plugin {
  const address = /(new URL\(\s*)(['"])[^'"]*?([\w.-]+\.worker)\.ts\2(\s*,\s*import\.meta\.url)/g;
  return {
    name: 'studio:built-worker-names',
    enforce: 'pre',
    transform: {
      filter: { id: /src-main\/.*\.ts$/, code: /\.worker\.ts/ },
      handler: (code) => code.replace(address, "$1'./$3.js'$4"),
    },
  };
}

/**
 * Everything of `node_modules` is bundled; only Electron and Node stay outside, and sharp, whose native library cannot be bundled and is
 * packed beside the bundles (electron-builder.config.ts).
 */
export default defineConfig({
  main: {
    root: here('.'),
    plugins: [builtWorkerNames()],
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        external: ['sharp'],
        input: {
          index: here('src-main/index.ts'),
          'import.worker': here('src-main/datasets/import.worker.ts'),
        },
        // One flat folder: `import.meta.url` then has the same parent in every chunk.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    root: here('.'),
    build: {
      externalizeDeps: false,
      // A sandboxed preload script cannot be an ES module.
      rolldownOptions: {
        input: { index: here('src-main/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    base: './',
    plugins: [vue()],
    worker: { format: 'es', rolldownOptions: { checks: { bundlerTimings: false } } },
    define: {
      __VUE_OPTIONS_API__: true,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    },
    build: {
      // The loopback host shows the same files in Chrome, Chromium or Edge of the reader, which may be older than Electron's.
      target: 'chrome120',
      minify: true,
      sourcemap: false,
      // `script-src 'self'; style-src 'self'`: nothing may be inlined into the page.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        // Nobody reads how long a plugin took while the studio starts.
        checks: { bundlerTimings: false },
        input: { index: here('src-renderer/index.html'), runner: here('src-renderer/runner.html') },
      },
    },
  },
});
