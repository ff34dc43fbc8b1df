import { keyedRandom } from '@csm/base';
import { layersDecoder } from '@csm/core';
import {
  type CellGroup,
  cellMatrix,
  cellsOf,
  differentialExpression,
  type SpatialCounts,
  selectSamples,
  shuffled,
} from '@csm/datasets';
import { dispose, tensor2d } from '@tensorflow/tfjs-core';
import { linearLoadings } from './linear-loadings.js';
import type { comparators } from './simulation-settings.js';
import { conceptOf, type TrainedCells } from './trained-cells.js';

/** The score of each gene by each comparator. Only `decoder change` asks the model. */
export async function comparedGenes(
  counts: SpatialCounts,
  trained: TrainedCells,
  group: CellGroup,
  { seed, explainedCells }: { seed: number; explainedCells: number },
): Promise<Record<keyof typeof comparators, Float64Array>> {
  const values = await cellMatrix(cellsOf(counts), { values: 'log1pCp10k' });
  const genes = counts.genes.length;
  const meanOf = (cells: Uint32Array) => {
    const mean = new Float64Array(genes);
    for (const cell of cells) {
      for (let g = 0; g < genes; g++) mean[g]! += values.data[cell * genes + g]! / cells.length;
    }
    return mean;
  };
  const [up, down] = [meanOf(group.positives), meanOf(group.negatives)];
  const difference = up.map((value, gene) => value - down[gene]!);
  const random = keyedRandom('random ranking', seed);
  return {
    Wilcoxon: (await differentialExpression(counts, group)).z,
    'mean difference': difference,
    'decoder change': await decoderChange(trained, group, { seed, explainedCells }),
    'linear loadings': linearLoadings(values, difference, { seed }),
    random: Float64Array.from({ length: genes }, random),
  };
}

/** Mean over cells of the concept of ln f(z) − ln f(z − v), with f the decoded fraction of each gene, and v the concept. */
async function decoderChange(
  trained: TrainedCells,
  group: CellGroup,
  { seed, explainedCells }: { seed: number; explainedCells: number },
): Promise<Float64Array> {
  const { vector } = conceptOf(trained, group);
  const cells = shuffled(Array.from(group.positives, String), seed).slice(0, explainedCells).map(Number);
  const latents = selectSamples(trained.latents, cells);
  const without = latents.data.map((value, at) => value - vector[at % vector.length]!);
  const decoder = layersDecoder(trained.vae.decoder, { output: 'fraction' });
  const decoded = async (numbers: Float32Array) => {
    const input = tensor2d(numbers, [cells.length, vector.length]);
    const output = await decoder.decode(input);
    const fractions = await output.data();
    dispose([input, output]);
    return fractions;
  };
  const [here, there] = [await decoded(latents.data), await decoded(without)];
  const [rows, genes] = [cells.length, trained.inputs.shape[1]!];
  const change = new Float64Array(genes);
  for (let at = 0; at < rows * genes; at++) {
    change[at % genes]! += (Math.log(here[at]! + 1e-12) - Math.log(there[at]! + 1e-12)) / rows;
  }
  return change;
}
