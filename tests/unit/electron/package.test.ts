import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { builderConfig } from '../../../electron-builder.config.ts';
import { packageOptions } from '../../../scripts/package.ts';
import { repositoryRoot } from '../../../scripts/paths.ts';
import { appId } from '#main/electron/processSetup.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);

const require = createRequire(import.meta.url);

/** electron-builder's own check of a configuration; its types do not name the file. */
async function validate(configuration: unknown): Promise<void> {
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config');
  await validateConfiguration(configuration, { isEnabled: false });
}

describe('the packaging configuration', () => {
  it('is valid by electron-builder’s own schema', async () => {
    await validate(builderConfig);
  });

  it('would not be valid with a wrong field', async () => {
    await expect(validate({ ...builderConfig, asarr: true })).rejects.toThrow(/asarr/);
    await expect(validate({ ...builderConfig, nsis: { silent: true } })).rejects.toThrow(/nsis/);
  });

  it('makes dmg and zip, nsis, AppImage and deb', () => {
    expect(builderConfig.mac.target).toEqual(['dmg', 'zip']);
    expect(builderConfig.win.target).toEqual(['nsis']);
    expect(builderConfig.linux.target).toEqual(['AppImage', 'deb']);
  });

  it('closes the fuses', () => {
    expect(builderConfig.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(builderConfig.asar).toBe(true);
  });

  it('packs the bundles, sharp and no sources, tests or other libraries', async () => {
    const sharpJson = JSON.parse(await readFile(join(repositoryRoot, 'node_modules/sharp/package.json'), 'utf8'));
    const patterns = builderConfig.files.filter((pattern) => typeof pattern === 'string');
    expect(patterns.filter((pattern) => !pattern.startsWith('!'))).toEqual(['out/**', 'package.json', 'LICENSE']);
    const libraries = builderConfig.files.flatMap((pattern) => (typeof pattern === 'string' ? [] : [pattern.from]));
    const needed = [...Object.keys(sharpJson.dependencies), 'sharp'].map((name) => name.split('/')[0]);
    expect(libraries.sort()).toEqual([...new Set(needed)].map((name) => `node_modules/${name}`).sort());
    expect(builderConfig.asarUnpack).toEqual(['node_modules/**']);
    expect(await builderConfig.beforeBuild()).toBe(false);
    expect(packageJson.main).toBe('out/main/index.js');
    expect(builderConfig.extraResources).toEqual([{ from: 'resources', to: 'studio' }]);
  });

  it('publishes nothing', () => {
    expect(builderConfig.publish).toBeNull();
    expect(packageOptions([]).publish).toBe('never');
  });

  it('claims experiment files and no other JSON', () => {
    expect(builderConfig.fileAssociations.map(({ ext }) => ext)).toEqual(['experiment.json']);
  });

  it('has one app id', () => {
    expect(builderConfig.appId).toBe(appId);
    expect(builderConfig.productName).toBe(packageJson.productName);
  });

  it('pins the Electron that is packed', () => {
    expect(packageJson.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each(['resources/icons/icon.svg', 'resources/locales/en.json', 'resources/icons/icon.png'])(
    'has %s',
    async (file) => {
      expect((await stat(join(repositoryRoot, file))).isFile()).toBe(true);
    },
  );

  it('has an icon large enough for every system and small enough to carry', async () => {
    const png = await readFile(join(repositoryRoot, builderConfig.icon));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(512);
    expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
    expect(png.byteLength).toBeLessThan(60_000);
  });
});

describe('npm run package', () => {
  it('packs for the system at hand unless told otherwise', () => {
    expect(packageOptions([])).not.toHaveProperty('linux');
    expect(packageOptions(['--linux', '--win'])).toMatchObject({ linux: [], win: [], dir: false });
    expect(packageOptions(['--dir'])).toMatchObject({ dir: true, projectDir: repositoryRoot });
  });

  it('refuses unknown options', () => {
    expect(() => packageOptions(['--publish'])).toThrow(TypeError);
    expect(() => packageOptions(['now'])).toThrow(TypeError);
  });
});
