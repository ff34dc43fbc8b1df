/**
 * Measures a ranking of genes at size: cells are read from an `.h5ad` in batches of 256, explained and summed; 999 labellings are permuted. Prints
 * a line of JSON with seconds, CPU seconds and peak memory. The encoder is genes → 128 → 10. The peer is PyTorch's loop over the same encoder,
 * which gives the same attributions, without the permutations:
 *
 *     python3 benchmarks/cells/write_cells.py cells.h5ad 55000 10000 0.07 0
 *     npx tsx benchmarks/cells/scale.ts --path cells.h5ad --job gradient|ig|read --cells 55000 --genes 10000 --folder peer
 *     python3 benchmarks/cells/scale_peer.py cells.h5ad peer gradient 55000 10000 1
 *
 * Measured on two cores that seven other jobs shared (hence CPU seconds), one thread each, 7 % of 10,000 genes not 0:
 *
 * | job                     | cells  | CPU s | s     | peak MB | PyTorch CPU s | PyTorch peak MB |
 * | ----------------------- | ------ | ----- | ----- | ------- | ------------- | --------------- |
 * | gradient                | 5,000  | 10.9  | 27    | 528     | 1.8           | 321             |
 * | gradient                | 10,000 | 12.4  | 31    | 528     | 1.8           | 334             |
 * | gradient                | 20,000 | 19.9  | 123   | 495     | 4.2           | 345             |
 * | gradient                | 55,000 | 40.5  | 151   | 544     | 10.4          | 344             |
 * | integrated gradients 20 | 5,000  | 60.0  | 164   | 721     |               |                 |
 * | integrated gradients 20 | 55,000 | 314.7 | 1,094 | 735     | 121.3         | 390             |
 * | read only               | 55,000 | 7.2   | 17    | 343     |               |                 |
 *
 * With 10,000 cells and 1,000, 2,000 and 5,000 genes, the gradient takes 2.9, 4.5 and 8.1 CPU seconds. The attributions
 * of both differ by at most 2e-7 of the largest for the gradient, and 1.1e-6 for integrated gradients, whose steps the peer takes by the same rule.
 */
import '@csm/wasm';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode, layersEncoder, meanDifference } from '@csm/core';
import { type CellBatches, cellBatches } from '@csm/datasets';
import { openCells } from '@csm/datasets/node';
import { rankGenes } from '@csm/evaluate';
import { gradient, integratedGradients } from '@csm/explainers';
import { setBackend } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';

const { values } = parseArgs({
  options: {
    path: { type: 'string', default: '' },
    folder: { type: 'string', default: '' },
    job: { type: 'string', default: 'gradient' },
    cells: { type: 'string', default: '5000' },
    genes: { type: 'string', default: '10000' },
  },
});
const [count, width] = [Number(values.cells), Number(values.genes)];
const HIDDEN = 128;
const LATENT = 10;
/** Cells whose latents make the concept. */
const EXAMPLES = 2000;
const STEPS = 20;

await setBackend('wasm');
const cells = await openCells(values.path);
const genes = cells.genes.slice(0, width);
const batches = (rows: number): CellBatches =>
  cellBatches(cells, { rows: Uint32Array.from({ length: rows }, (_, i) => i), genes, values: 'log1pCp10k' });
const { layers, initializers } = tfl;
const kernel = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
const model = tfl.sequential({
  layers: [
    layers.dense({ units: HIDDEN, inputShape: [width], activation: 'relu', ...kernel(1) }),
    layers.dense({ units: LATENT, ...kernel(2) }),
  ],
});
const encoder = layersEncoder(model);
const { sides, seconds: encodeSeconds } = await timed(async () => ({ sides: await latentsByType() }));
const examples = { positives: rowsOf(sides.b), negatives: rowsOf(sides.a) };
const concept = meanDifference('type b', examples.positives, examples.negatives);

if (values.job === 'read') {
  const { seconds, cpuSeconds } = await timed(async () => {
    let sum = 0;
    for await (const { inputs } of batches(count)) sum += inputs.get(0, 0);
    return { sum };
  });
  report({ seconds, cpuSeconds });
} else {
  const method = values.job === 'gradient' ? gradient() : integratedGradients({ steps: STEPS });
  const { ranking, seconds, cpuSeconds } = await timed(async () => ({
    ranking: await rankGenes(encoder, batches(count), concept, method, { examples, batchSize: 256 }),
  }));
  if (values.folder) await writeForPeer(ranking.attribution);
  report({
    seconds,
    cpuSeconds,
    encodeSeconds,
    significant: ranking.q?.filter((q) => q <= 0.05).length ?? 0,
  });
}
await cells.close();

async function timed<T extends object>(
  work: () => Promise<T>,
): Promise<T & { seconds: number; cpuSeconds: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const found = await work();
  const { user, system } = process.cpuUsage(before);
  return { ...found, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function report(found: object): void {
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ job: values.job, cells: count, genes: width, ...found, peakMegabytes: peak }));
}

async function latentsByType(): Promise<{ a: Float32Array[]; b: Float32Array[] }> {
  const found = { a: [] as Float32Array[], b: [] as Float32Array[] };
  const types = cells.spots.columns?.type;
  for await (const batch of batches(Math.min(EXAMPLES, count))) {
    const latents = await encode(encoder, batch.inputs, { batchSize: 256 });
    for (const [i, cell] of batch.cells.entries()) {
      found[types?.[cell] === 'b' ? 'b' : 'a'].push(latents.data.slice(i * LATENT, (i + 1) * LATENT));
    }
  }
  return found;
}

function rowsOf(rows: readonly Float32Array[]) {
  return ndarray(Float32Array.from(rows.flatMap((row) => [...row])), [rows.length, LATENT]);
}

/** The weights, the concept and the attributions, for the same ranking in PyTorch. */
async function writeForPeer(attribution: Float64Array): Promise<void> {
  await mkdir(values.folder, { recursive: true });
  const weights = await Promise.all(model.getWeights().map((weight) => weight.data<'float32'>()));
  const named = { w1: weights[0], b1: weights[1], w2: weights[2], b2: weights[3], concept: concept.vector };
  for (const [name, numbers] of Object.entries(named))
    await writeFile(join(values.folder, `${name}.f32`), numbers ?? new Float32Array(0));
  await writeFile(join(values.folder, `attribution-${values.job}.f64`), attribution);
}
