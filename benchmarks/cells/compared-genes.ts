import { keyedRandom, meanOfRows, rows } from '@csm/base';
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
  const ofCells = [...rows(values)];
  const meanOf = (cells: Uint32Array) =>
    meanOfRows(
      Array.from(cells, (cell) => ofCells[cell]!),
      cells.length,
    );
  const [up, down] = [meanOf(group.positives), meanOf(group.negatives)];
  const difference = up.map((value, gene) => value - down[gene]!);
  const random = keyedRandom('random ranking', seed);
  return {
    Wilcoxon: (await differentialExpression(counts, group)).z,
    'mean difference': difference,
    'decoder change': await decoderChange(trained, group, { seed, explainedCells }),
    'linear loadings': linearLoadings(values, difference, { seed }),
    random: Float64Array.from(counts.genes, random),
  };
}

/** Mean over cells of the concept of ln f(z) − ln f(z − v), with f the decoded fraction of each gene, and v the concept. */
async function decoderChange(
  trained: TrainedCells,
  group: CellGroup,
  { seed, explainedCells }: { seed: number; explainedCells: number },
): Promise<Float64Array> {
  const { vector } = conceptOf(trained, group);
  const cells = shuffled([...group.positives], seed).slice(0, explainedCells);
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
  const genes = trained.inputs.shape[1]!;
  const change = new Float64Array(genes);
  for (let at = 0; at < cells.length * genes; at++) {
    change[at % genes]! += (Math.log(here[at]! + 1e-12) - Math.log(there[at]! + 1e-12)) / cells.length;
  }
  return change;
}
