import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../packages/', import.meta.url));

/** The published packages: their folder, and their entries as users import them. */
const published = readdirSync(packages)
  .map((name) => ({
    folder: `${packages}${name}`,
    manifest: JSON.parse(readFileSync(`${packages}${name}/package.json`, 'utf8')),
  }))
  .filter(({ manifest }) => !manifest.private)
  .map(({ folder, manifest }) => ({
    name: manifest.name as string,
    folder,
    entries: Object.entries<unknown>(manifest.exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([subpath]) => `${manifest.name}${subpath.slice(1)}`),
  }));

/** Node supports `require` of ES modules since 20.19 and 22.12. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const canRequire = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);

describe.skipIf(!canRequire)('require of the builds', () => {
  it.each(published)('loads every entry of $name', async ({ folder, entries }) => {
    expect(existsSync(`${folder}/dist`), 'run `npm run build` first').toBe(true);
    const program = `
      for (const entry of ${JSON.stringify(entries)}) {
        const names = Object.keys(require(entry));
        if (names.length === 0) throw new Error(entry + ' exports nothing');
      }`;
    // A package resolves its own name to its own exports, so the folder needs no installation.
    const run = promisify(execFile)(process.execPath, ['--input-type=commonjs', '--eval', program], {
      cwd: folder,
    });
    await expect(run).resolves.toMatchObject({ stdout: '' });
  });
});
