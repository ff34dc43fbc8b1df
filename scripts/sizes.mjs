// `node scripts/sizes.mjs`: what each published package costs, from the builds: gzip of the main entry bundled with esbuild (packages that
// users install next to it left out), size of the pack, and MB on disk after `npm install` from packs with all that npm installs with it.
// --quick leaves out the installs; --json prints JSON. `npm run build` comes first.
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { npmInstall } from './npm-install.mjs';
import { packAll, withSisters } from './packages.mjs';

// scripts/budgets.json has the most that the entry and the unpacked package may take; test/sizes.test.ts holds it.

const MB = 1e6;

/** Bytes of a file, or of all files of a folder. Links are not followed. */
function bytesOf(path) {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.isFile() ? found.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** Kilobytes of the main entry for a browser, minified and gzipped: own code and dependencies, without peers and parts loaded later. */
export async function entryKilobytes({ folder, manifest }) {
  if (manifest.bin) return undefined;
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, manifest.exports['.'].default)],
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'out',
    external: Object.keys(manifest.peerDependencies ?? {}).flatMap((name) => [name, `${name}/*`]),
    logLevel: 'error',
    tsconfigRaw: '{}',
  });
  // The entry, and the files that it imports at once.
  const files = Object.entries(metafile.outputs);
  const [entry] = files.find(([, { entryPoint }]) => entryPoint?.endsWith('dist/index.js')) ?? [];
  const needed = new Set();
  const visit = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const { path, kind } of metafile.outputs[name]?.imports ?? [])
      if (kind === 'import-statement') visit(path);
  };
  visit(entry);
  const texts = outputFiles.filter(({ path }) => [...needed].some((name) => path.endsWith(name)));
  return texts.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0) / 1000;
}

/** MB of the files that a pack contains. */
export function unpackedMegabytes({ folder, manifest }) {
  return ['package.json', ...manifest.files].reduce((sum, path) => sum + bytesOf(join(folder, path)), 0) / MB;
}

/** MB that npm installs for a package in an empty folder: in all, and without `@tensorflow`, which its users have anyway. */
function installed(one, packages, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  const packs = withSisters(one.name, packages).map(({ file }) => file);
  npmInstall(folder, packs, ['--ignore-scripts']);
  const all = bytesOf(join(folder, 'node_modules'));
  const scopes = readdirSync(join(folder, 'node_modules'));
  const tfjs = scopes.includes('@tensorflow') ? bytesOf(join(folder, 'node_modules/@tensorflow')) : 0;
  return { install: all / MB, withoutTfjs: (all - tfjs) / MB };
}

/** The sizes of all packages. */
export async function measure({ quick = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'csm-sizes-'));
  try {
    const packages = packAll(join(folder, 'packs'));
    const rows = [];
    for (const one of packages) {
      rows.push({
        name: one.name,
        entry: await entryKilobytes(one),
        pack: statSync(one.file).size / MB,
        unpacked: unpackedMegabytes(one),
        ...(quick ? {} : installed(one, packages, join(folder, 'install'))),
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } });
  const rows = await measure(values);
  if (values.json) console.log(JSON.stringify(rows, null, 1));
  else {
    console.log(
      '| package | entry, gzip kB | pack, MB | unpacked, MB | installed, MB | without @tensorflow, MB |',
    );
    console.log('| --- | --: | --: | --: | --: | --: |');
    const number = (value, digits) => (value === undefined ? '–' : value.toFixed(digits));
    for (const { name, entry, pack, unpacked, install, withoutTfjs } of rows) {
      const cells = [
        number(entry, 0),
        number(pack, 2),
        number(unpacked, 2),
        number(install, 1),
        number(withoutTfjs, 1),
      ];
      console.log(`| \`${name}\` | ${cells.join(' | ')} |`);
    }
  }
}
