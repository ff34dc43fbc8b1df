import { contiguous, keyedRandom, largest, mean } from '@csm/base';
import { type ConceptVector, conceptScores, encode } from '@csm/core';
import { type CellGroup, type Cells, cellMatrix, shuffled } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';
import type { GeneUsage } from '../certificate/usage-answer.js';
import type { CellModel } from '../model/cell-model.js';
import { BATCH } from './cell-latents.js';

/** The number of cells whose genes are exchanged, and of draws of random genes. */
const CELLS = 64;
const DRAWS = 20;

/** What {@link geneUsage} measures. */
export interface GeneUsageInput {
  readonly model: CellModel;
  readonly cells: Cells;
  readonly concept: ConceptVector;
  readonly group: CellGroup;
  /** The first genes of the ranking, as indices of the genes of the model. */
  readonly first: readonly number[];
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Replaces genes of cells with the concept by those of cells without it, and measures which share of the difference in the score goes:
 * for the first genes of a ranking, and for as many random genes that these cells express. No derivative is involved.
 */
export async function geneUsage(input: GeneUsageInput): Promise<GeneUsage> {
  const { model, cells, concept, group, first, seed, signal } = input;
  const { genes, values, missingGenes, encoder } = model;
  const up = shuffled([...group.positives], seed).slice(0, CELLS);
  const donors = shuffled([...group.negatives], seed + 1);
  const down = up.map((_, i) => donors[i % donors.length] ?? 0);
  const options = { genes, values, missingGenes, signal, onWarning: () => {} };
  const own = await cellMatrix(cells, { ...options, rows: up });
  const other = await cellMatrix(cells, { ...options, rows: down });
  const score = async (inputs: NdArray<Float32Array>) => {
    const latents = await encode(encoder, inputs, { batchSize: BATCH, signal });
    return mean(conceptScores(latents, [concept]).data);
  };
  const [with_, without] = [await score(own), await score(other)];
  const share = async (exchanged: readonly number[]) =>
    (with_ - (await score(withGenes(own, other, exchanged)))) / (with_ - without);
  const used = new Set(first);
  const expressed = [...genes.keys()].filter((gene) => !used.has(gene) && isExpressed(own, other, gene));
  const random: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++)
    random.push(await share(drawn(expressed, first.length, seed, draw)));
  return {
    ...{ top: first.length, cells: up.length, draws: DRAWS },
    first: with_ === without ? Number.NaN : await share(first),
    random: mean(random),
    largestRandom: largest(random),
  };
}

/** The cells with some genes of other cells. */
function withGenes(
  own: NdArray<Float32Array>,
  other: NdArray<Float32Array>,
  exchanged: readonly number[],
): NdArray<Float32Array> {
  const [count = 0, width = 0] = own.shape;
  const [from, values] = [contiguous(other), Float32Array.from(contiguous(own))];
  for (let cell = 0; cell < count; cell++) {
    for (const gene of exchanged) values[cell * width + gene] = from[cell * width + gene] ?? 0;
  }
  return ndarray(values, [count, width]);
}

function isExpressed(own: NdArray<Float32Array>, other: NdArray<Float32Array>, gene: number): boolean {
  const [count = 0] = own.shape;
  for (let cell = 0; cell < count; cell++) {
    if (own.get(cell, gene) !== 0 || other.get(cell, gene) !== 0) return true;
  }
  return false;
}

/** Some of the genes, at random, without repeats. */
function drawn(genes: readonly number[], count: number, seed: number, draw: number): number[] {
  const random = keyedRandom('csm cells usage', seed, draw);
  const left = [...genes];
  for (let i = 0; i < Math.min(count, left.length); i++) {
    const at = i + Math.floor(random() * (left.length - i));
    [left[i], left[at]] = [left[at] ?? 0, left[i] ?? 0];
  }
  return left.slice(0, count);
}
