// A folder with the packs of all packages, as a user installs them, and the programs of the matrix.
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmInstall } from '../npm-install.mjs';
import { packAll, readJson, root } from '../packages.mjs';

/** Bundlers and runtimes; they are not dependencies of the repository. */
const TOOLS = {
  esbuild: '^0.28.0',
  typescript: '5.9.3',
  vite: '^8.0.0',
  webpack: '^5.100.0',
  'onnxruntime-node': '1.30.0',
  '@types/node': '^20.0.0',
};

/** The install script of onnxruntime-node downloads files for CUDA. */
export const NO_SCRIPTS = ['--ignore-scripts'];

/** @returns the folder. */
export function installPacks() {
  const folder = mkdtempSync(join(tmpdir(), 'csm-matrix-'));
  const { devDependencies } = readJson(join(root, 'package.json'));
  const tfjs = devDependencies['@tensorflow/tfjs-core'];
  const dependencies = { ...TOOLS };
  for (const { name, file } of packAll(join(folder, 'packs'))) dependencies[name] = `file:${file}`;
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
  npmInstall(folder, [], NO_SCRIPTS);
  cpSync(fileURLToPath(new URL('programs/', import.meta.url)), folder, { recursive: true });
  cpSync(join(root, 'examples/onnx/encoder.onnx'), join(folder, 'encoder.onnx'));
  return folder;
}
