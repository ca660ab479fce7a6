import type { Configuration } from 'electron-builder';

/** sharp and what it needs: its binaries are packages of npm, built for the system at hand. */
const nativePackages = ['sharp', '@img', 'detect-libc', 'semver'];

/**
 * What `npm run package` makes: an unsigned installer per system, with nothing but the bundles inside. Nothing is published and
 * nothing updates itself. See docs/electron.md.
 */
export const builderConfig = {
  appId: 'studio.descent.app',
  productName: 'Descent Studio',
  copyright: 'MIT licence',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  icon: 'resources/icons/icon.png',

  asar: true,
  files: [
    'out/**',
    '!out/.*',
    '!out/**/.fingerprint',
    'package.json',
    'LICENSE',
    ...nativePackages.map((name) => ({ from: `node_modules/${name}`, to: `node_modules/${name}` })),
  ],
  // A native library is loaded by the system, which cannot look into an archive.
  asarUnpack: ['node_modules/**'],
  extraResources: [{ from: 'resources', to: 'studio' }],
  // The bundles carry their libraries: nothing else of `node_modules` is packed and none is rebuilt.
  npmRebuild: true,
  beforeBuild: () => Promise.resolve(false),

  // `runAsNode: false` also switches `child_process.fork` off; worker threads stay.
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  },

  // The whole double ending: plain `.json` files keep the application the reader chose for them.
  fileAssociations: [
    {
      ext: 'experiment.json',
      name: 'Descent Studio experiment',
      description: 'Descent Studio experiment',
      mimeType: 'application/vnd.descent-studio.experiment+json',
      role: 'Editor',
      rank: 'Owner',
    },
  ],

  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  mac: { category: 'public.app-category.education', target: ['dmg', 'zip'] },
  win: { target: ['nsis'] },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  linux: {
    category: 'Education',
    target: ['AppImage', 'deb'],
    executableName: 'descent-studio',
    synopsis: 'Train neural networks with different optimizers side by side',
    maintainer: 'Descent Studio contributors <contributors@descent-studio.invalid>',
  },
  // A deb names a home page; there is none yet, and `.invalid` can never become somebody else's.
  extraMetadata: { homepage: 'https://descent-studio.invalid/' },
  publish: null,
} satisfies Configuration;
