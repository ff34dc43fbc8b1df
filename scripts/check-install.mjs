// Checks what users install: packs every package, installs the packs with npm into an empty folder, imports every
// entry there in plain Node, explains a model made with `@tensorflow/tfjs`, reads an HDF5 file, and type-checks a program that
// imports all entries under `strict`, with the packages' own declarations. Then npm resolves every install line of the pages.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { copiesIn, installLines, resolveLine } from './install-lines.mjs';
import { npmInstall } from './npm-install.mjs';
import { packAll, readJson, root } from './packages.mjs';

const typescript = join(root, 'node_modules/typescript/bin/tsc');
const tfjs = readJson(join(root, 'package.json')).devDependencies['@tensorflow/tfjs-core'];
const folder = mkdtempSync(join(tmpdir(), 'csm-install-'));
try {
  const packages = packAll(join(folder, 'packs'));
  install(packages);
  const entries = packages.flatMap(({ entries }) => entries);
  run('entries.mjs', entries.map((entry) => `await import('${entry}');\n`).join(''));
  console.log(`installed and imported: ${entries.join(', ')}`);
  checkOneTfjs();
  checkHdf5();
  checkTypes(entries);
  for (const line of installLines()) {
    resolveLine(line, packages, join(folder, 'line'));
    console.log(`npm resolves: npm install ${line.join(' ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** As the README says: `npm install path/to/packs/*.tgz`, with tfjs as most users import it. */
function install(packages) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const packs = packages.map(({ file }) => file);
  const tfjsPackages = [`@tensorflow/tfjs@${tfjs}`, `@tensorflow/tfjs-backend-wasm@${tfjs}`];
  npmInstall(folder, [...packs, ...tfjsPackages, '@types/node@20']);
}

/** Runs a program in the folder; its errors are shown, and it must end by itself. */
function run(file, program) {
  writeFileSync(join(folder, file), program);
  execFileSync('node', [file], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
}

/** `@tensorflow/tfjs` and the split packages must share one copy, so that a model of the one can be explained with the other. */
function checkOneTfjs() {
  const copies = copiesIn(join(folder, 'package-lock.json'), '@tensorflow/tfjs-core');
  if (copies.length !== 1) throw new Error(`expected one copy of tfjs-core; installed: ${copies.join(', ')}`);
  run(
    'tfjs.mjs',
    `import * as tf from '@tensorflow/tfjs';
    import { Tensor } from '@tensorflow/tfjs-core';
    import { explain, gradient, latentDimension, layersEncoder } from 'concept-saliency-maps';
    if (tf.Tensor !== Tensor) throw new Error('two copies of tfjs-core are loaded');
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const { maps } = await explain(layersEncoder(model), latentDimension(1, 2), tf.ones([1, 3]), gradient());
    const weights = model.getWeights()[0].arraySync();
    for (let i = 0; i < 3; i++) if (maps.get(0, i) !== weights[i][1]) throw new Error('not the gradient');`,
  );
  console.log(`@tensorflow/tfjs and the split packages share one copy: ${copies[0]}`);
}

/** The worker that reads HDF5 is part of @csm/hdf5: it must start without h5wasm, and the process must end. */
function checkHdf5() {
  const program = `
    import { openAnnData, writeAnnData } from '@csm/datasets/node';
    import { readHdf5FromDisk } from '@csm/models/node';
    import { syntheticBulb } from '@csm/datasets';
    await writeAnnData({ to: 'bulb.h5ad', counts: syntheticBulb({ genes: 8, seed: 1 }) });
    const { genes } = await openAnnData('bulb.h5ad');
    const root = await readHdf5FromDisk('bulb.h5ad', (file) => file.at('/'));
    if (genes.length !== 8 || !root.keys.includes('obsm')) throw new Error('not what was written');`;
  run('hdf5.mjs', program);
  console.log('HDF5: written and read in a worker');
  checkWithoutHdf5();
}

/** Without the optional package, the message must name the command that installs it, and bundlers must not fail. */
function checkWithoutHdf5() {
  const [installed, hidden] = ['@csm/hdf5', '.hidden-hdf5'].map((name) => join(folder, 'node_modules', name));
  renameSync(installed, hidden);
  try {
    run(
      'without-hdf5.mjs',
      `import { openAnnData } from '@csm/datasets/node';
      const { code, message } = await openAnnData('bulb.h5ad').then(() => ({}), (error) => error);
      const wanted = 'openAnnData: bulb.h5ad: expected the package "@csm/hdf5", which reads HDF5; it is not installed; install it: npm install @csm/hdf5.';
      if (code !== 'ERR_INVALID_ARGUMENT' || message !== wanted) throw new Error(code + ' ' + message);`,
    );
    writeFileSync(join(folder, 'page.mjs'), "export * from '@csm/datasets';\nexport * from '@csm/models';\n");
    const options = {
      entryPoints: [join(folder, 'page.mjs')],
      bundle: true,
      write: false,
      format: 'esm',
      logLevel: 'silent',
    };
    const { warnings } = buildSync({ ...options, platform: 'browser' });
    const others = warnings.filter(({ text }) => !text.includes('@csm/hdf5'));
    if (others.length > 0) throw new Error(others.map(({ text }) => text).join('\n'));
  } finally {
    renameSync(hidden, installed);
  }
  console.log(
    'without @csm/hdf5: the message names the command that installs it, and esbuild bundles the packages',
  );
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
    const ours = stdout
      .split('\n')
      .filter((line) => /^(node_modules\/(@csm|concept-saliency-maps)\/|entries\.ts)/.test(line));
    const all = stdout.split('\n').filter((line) => /: error TS/.test(line));
    console.log(
      `types by ${resolution}: ${ours.length} errors; ${all.length - ours.length} in declarations of other packages`,
    );
    for (const line of ours) console.error(line);
    if (ours.length > 0) process.exitCode = 1;
  }
}
