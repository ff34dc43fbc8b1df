import { contiguous, validNames } from '@csm/base';
import type { Explainer } from '@csm/core';
import { type CellGroup, cellBatches, cellMatrix, shuffled } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';
import { methodByName, needsOf } from '../../methods/method-by-name.js';
import { usageError } from '../../terminal/usage-error.js';
import type { CellModel } from '../model/cell-model.js';
import { BATCH } from './cell-latents.js';
import type { CellsRun } from './cells-run.js';

/** The methods that explain thousands of genes in a few passes. */
const METHODS = [
  'integratedGradients',
  'gradient',
  'inputXGradient',
  'gradientShap',
  'deepLift',
  'smoothGrad',
  'epsilonLrp',
  'guidedBackprop',
  'deconvnet',
  'rectifiedGradient',
] as const;

/** At most this many cells decide the mean of the cells without the concept. */
const MEAN_CELLS = 2000;

/** Cells without the concept that `gradientShap` starts from. */
const SAMPLES = 32;

/** @throws unless the method is one of those that explain cells. */
export function checkMethod(name: string): void {
  if ((METHODS as readonly string[]).includes(name)) return;
  throw usageError(`--method: unknown method "${name}"; ${validNames('methods', name, METHODS)}.`);
}

/**
 * The method of a name for one concept. What stands for the absence of the concept is the mean of the cells without it, so that the
 * attributions of a cell by integrated gradients sum to its score minus theirs.
 */
export async function methodFor(
  name: string,
  model: CellModel,
  { negatives }: CellGroup,
  { data, steps, seed, command: { signal } }: CellsRun,
): Promise<Explainer> {
  const needs = needsOf(name);
  const { encoder, genes, values, missingGenes } = model;
  const some = (count: number) => shuffled([...negatives], seed).slice(0, count);
  const reading = { genes, values, missingGenes, signal, onWarning: () => {} };
  const baseline = needs.includes('baseline')
    ? await meanOf(cellBatches(data.cells, { ...reading, rows: some(MEAN_CELLS), batchSize: BATCH }))
    : undefined;
  const samples = needs.includes('samples')
    ? await cellMatrix(data.cells, { ...reading, rows: some(SAMPLES) })
    : undefined;
  const method = methodByName(name, { steps, seed }, { encoder, baseline, samples });
  const others = `the mean of the other ${data.noun}s`;
  return { ...method, description: method.description?.replace('the given baseline', others) };
}

async function meanOf(batches: ReturnType<typeof cellBatches>): Promise<NdArray<Float32Array>> {
  const width = batches.genes.length;
  const sums = new Float64Array(width);
  for await (const { inputs } of batches) {
    const cells = contiguous(inputs);
    for (let i = 0; i < cells.length; i++) sums[i % width] = (sums[i % width] ?? 0) + (cells[i] ?? 0);
  }
  return ndarray(
    Float32Array.from(sums, (sum) => sum / batches.count),
    [width],
  );
}
