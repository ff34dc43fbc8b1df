// How far latents and maps of models exported from PyTorch are from float64, on each backend and in ONNX Runtime:
//   npx tsx benchmarks/onnx/accuracy.ts [cpu] [wasm] [webgpu] [runtime-cpu] [runtime-webgpu] [--models scvi,zoo]
// Needs ../shared/oracles/onnx. For webgpu see webgpu-in-node.ts.
import { parseArgs } from 'node:util';
import { runtimeEncoder } from '@csm/onnx/runtime';
import { differences, exportedModels } from '../../packages/onnx/test/exported-models.js';
import { markdownTable } from '../markdown-table.js';
import { startBackend } from './start-backend.js';

const PARTS = ['latent', 'gradient', 'ig_zeros', 'ig_constant', 'guided', 'deconvnet', 'rectified_80'];

const { positionals: backends, values } = parseArgs({
  allowPositionals: true,
  options: { models: { type: 'string' } },
});
const wanted = values.models?.split(',');
const models = exportedModels().filter(({ name }) => wanted?.includes(name) ?? true);
if (models.length === 0) {
  throw new Error('accuracy: ../shared/oracles/onnx does not exist, or has none of these models.');
}
for (const backend of backends.length > 0 ? backends : ['cpu', 'wasm']) {
  const began = performance.now();
  const session = await startBackend(backend);
  const rows: string[][] = [];
  const worst: Record<string, number> = {};
  for (const model of models) {
    const found: Record<string, number | string> = await differences(
      model,
      session && ((encoder) => runtimeEncoder(encoder, { session })),
    ).catch((error: Error) => ({ latent: error.message }));
    for (const [part, value] of Object.entries(found)) {
      if (typeof value === 'number') worst[part] = Math.max(worst[part] ?? 0, value);
    }
    rows.push([model.name, ...PARTS.map((part) => cell(found[part]))]);
    // A model takes up to a minute on a software renderer.
    console.error(`${backend}: ${rows.at(-1)?.join(' ')}`);
  }
  rows.push(['largest', ...PARTS.map((part) => cell(worst[part]))]);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`\n${backend}: largest difference / largest value (${seconds} s)\n`);
  console.log(markdownTable(['model', ...PARTS], rows));
}

function cell(value: number | string | undefined): string {
  return typeof value === 'number' ? value.toExponential(1) : (value ?? '');
}
