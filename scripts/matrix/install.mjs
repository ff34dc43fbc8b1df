// A folder with the packs of all packages, as a user installs them, and the programs of the matrix.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Bundlers and runtimes; they are not dependencies of the repository. */
const TOOLS = {
  esbuild: '^0.28.0',
  typescript: '5.9.3',
  vite: '^8.0.0',
  webpack: '^5.100.0',
  'onnxruntime-node': '1.30.0',
  '@types/node': '^20.0.0',
};

/** @returns the folder. */
export function installPacks() {
  const folder = mkdtempSync(join(tmpdir(), 'csm-matrix-'));
  const packs = join(root, 'packs');
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tfjs = devDependencies['@tensorflow/tfjs-core'];
  const dependencies = { ...TOOLS };
  for (const file of readdirSync(packs).filter((name) => name.endsWith('.tgz'))) {
    dependencies[nameIn(join(packs, file))] = `file:${join(packs, file)}`;
  }
  for (const part of [
    'core',
    'layers',
    'converter',
    'backend-cpu',
    'backend-wasm',
    'backend-webgl',
    'backend-webgpu',
  ]) {
    dependencies[`@tensorflow/tfjs-${part}`] = tfjs;
  }
  dependencies.ndarray = devDependencies.ndarray;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }, null, 2));
  npmInstall(folder);
  cpSync(fileURLToPath(new URL('programs/', import.meta.url)), folder, { recursive: true });
  cpSync(join(root, 'examples/onnx/encoder.onnx'), join(folder, 'encoder.onnx'));
  return folder;
}

/** Installs packages in a folder. Install scripts do not run: that of onnxruntime-node downloads files for CUDA. */
export function npmInstall(folder, packages = []) {
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
    '--ignore-scripts',
  ];
  execFileSync('npm', [...args, ...packages], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function nameIn(pack) {
  const json = execFileSync('tar', ['-xzOf', pack, 'package/package.json'], { encoding: 'utf8' });
  return JSON.parse(json).name;
}
