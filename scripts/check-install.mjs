// Checks what users install: packs every package, installs the packs with npm into an empty folder, imports every
// entry there in plain Node, reads an HDF5 file, and type-checks a program that imports all entries under `strict`, with
// the packages' own declarations.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { pnpm, tfjs, typescript } = versions();
const folder = mkdtempSync(join(tmpdir(), 'csm-install-'));
try {
  const packages = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((path) => !JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).private)
    .map(pack);
  install(packages);
  const entries = packages.flatMap(({ name, entries }) => entries.map((entry) => `${name}${entry.slice(1)}`));
  writeFileSync(join(folder, 'entries.mjs'), entries.map((entry) => `await import('${entry}');\n`).join(''));
  execFileSync('node', ['entries.mjs'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(`installed and imported: ${entries.join(', ')}`);
  checkHdf5();
  checkTypes(entries);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The versions that the workspace uses. */
function versions() {
  const { packageManager, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    pnpm: packageManager,
    tfjs: devDependencies['@tensorflow/tfjs-core'],
    typescript: join(root, 'node_modules/typescript/bin/tsc'),
  };
}

/** Packs one package as `pnpm publish` would. */
function pack(path) {
  const { name, exports } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const args = ['--yes', pnpm, 'pack', '--json', '--pack-destination', folder];
  const said = JSON.parse(execFileSync('npx', args, { cwd: path, encoding: 'utf8' }));
  const entries = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [entry],
  );
  return { name, entries, file: said.filename };
}

function install(packages) {
  const dependencies = Object.fromEntries(packages.map(({ name, file }) => [name, `file:${file}`]));
  for (const part of ['core', 'layers', 'backend-wasm']) dependencies[`@tensorflow/tfjs-${part}`] = tfjs;
  dependencies['@types/node'] = '20';
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The worker that reads HDF5 is part of the packages: it must start without h5wasm, and the process must end. */
function checkHdf5() {
  const program = `
    import { openAnnData, writeAnnData } from '@csm/datasets/node';
    import { readHdf5FromDisk } from '@csm/models/node';
    import { syntheticBulb } from '@csm/datasets';
    await writeAnnData({ to: 'bulb.h5ad', counts: syntheticBulb({ genes: 8, seed: 1 }) });
    const { genes } = await openAnnData('bulb.h5ad');
    const root = await readHdf5FromDisk('bulb.h5ad', (file) => file.at('/'));
    if (genes.length !== 8 || !root.keys.includes('obsm')) throw new Error('not what was written');`;
  writeFileSync(join(folder, 'hdf5.mjs'), program);
  execFileSync('node', ['hdf5.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 120_000,
  });
  console.log('HDF5: written and read in a worker');
}

/** tfjs' own declarations have errors under `strict`; ours must have none with either way of resolving modules. */
function checkTypes(entries) {
  const program = entries.map((entry, i) => `export * as entry${i} from '${entry}';\n`).join('');
  writeFileSync(join(folder, 'entries.ts'), program);
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const args = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node', '--pretty', 'false'];
    const how = ['--module', module, '--moduleResolution', resolution, 'entries.ts'];
    const { stdout } = spawnSync('node', [typescript, ...args, ...how], { cwd: folder, encoding: 'utf8' });
    const ours = stdout.split('\n').filter((line) => /^(node_modules\/@csm\/|entries\.ts)/.test(line));
    const all = stdout.split('\n').filter((line) => /: error TS/.test(line));
    console.log(
      `types by ${resolution}: ${ours.length} errors; ${all.length - ours.length} in declarations of other packages`,
    );
    for (const line of ours) console.error(line);
    if (ours.length > 0) process.exitCode = 1;
  }
}
