import { invalidArgument, largest, size } from '@csm/base';
import type { Encoder } from '../encoders/encoder.js';
import { readByDerivatives } from '../graph/forward.js';
import { REPEATED_NUMBERS } from '../graph/graph-trace.js';
import { nodesPerSample } from '../graph/nodes-of-input.js';
import type { Explainer } from './explainer.js';

const BYTES_PER_NUMBER = 4;

/**
 * Number of tensors of the largest node's size that a backward pass may keep in addition to the trace: the arriving
 * and the leaving cotangent, intermediate results of an operation (such as a convolution's phases), and results of a
 * rule.
 */
const LARGEST_AT_ONCE = 4;

/**
 * Number of maps per score that a method may keep: those of the current pass, running sums, and new sums in
 * addition to the old ones.
 */
const MAPS_AT_ONCE = 3;

/**
 * Estimates the device memory that explaining takes at its peak, from the shapes of the encoder's outputs. Per
 * sample, it counts the outputs that a trace keeps (all of them if the method has rules), four times the largest one,
 * a map and its sums for every score, and four times the input. With several scores, it also counts the repeated
 * traces of small encoders: twice the outputs per sample and score, at most 34 MB in total. It does not include the
 * weights, which are allocated before, or copies of them that a backend keeps.
 *
 * @param scores number of scores that are attributed at once.
 * @returns bytes per sample; bytes per sample for repeated traces; and the maximum that repeated traces take in the
 * run.
 * @category Write an explainer
 */
export function memoryEstimate(
  { graph, inputShape }: Encoder,
  { passesPerSample = 1, rules = true }: Explainer,
  scores: number,
): { perSample: number; repeatedPerSample: number; fixed: number } {
  const perSampleIds = graph && nodesPerSample(graph);
  // What does not depend on the input is kept once, not per sample.
  const outputs = (graph?.nodes ?? []).map(({ id, outputShape }) =>
    perSampleIds?.has(id) ? size(outputShape) : 0,
  );
  const input = size(inputShape);
  const read = graph && !rules ? readByDerivatives(graph).add(graph.output) : undefined;
  const kept = outputs.filter((_, id) => read?.has(id) ?? true).reduce((a, b) => a + b, 0);
  const trace = kept + LARGEST_AT_ONCE * Math.max(largest(outputs), input);
  const maps = (4 + MAPS_AT_ONCE * scores) * input;
  return {
    perSample: BYTES_PER_NUMBER * passesPerSample * (trace + maps),
    repeatedPerSample: scores > 1 ? BYTES_PER_NUMBER * 2 * passesPerSample * scores * kept : 0,
    fixed: scores > 1 ? BYTES_PER_NUMBER * 2 * REPEATED_NUMBERS : 0,
  };
}

/**
 * The number of samples that may go through the encoder at a time.
 * @param memory bytes, or text such as `'512MB'`.
 * @throws if the text is invalid, the encoder has no graph, or a single sample takes more.
 */
export function batchSizeWithin(
  caller: string,
  memory: number | string,
  encoder: Encoder,
  explainer: Explainer,
  scores: number,
): number {
  const budget = bytes(caller, memory);
  if (encoder.graph === undefined) {
    throw invalidArgument(
      `${caller}: memory needs an encoder with a graph, such as layersEncoder(model); got one without; use batchSize instead.`,
    );
  }
  const { perSample, repeatedPerSample, fixed } = memoryEstimate(encoder, explainer, scores);
  const batchSize = Math.floor(
    Math.max(budget / (perSample + repeatedPerSample), (budget - fixed) / perSample),
  );
  if (batchSize >= 1) return batchSize;
  const least = Math.ceil((perSample + Math.min(repeatedPerSample, fixed)) / 1e6);
  throw invalidArgument(
    `${caller}: memory must hold one sample with ${scores} scores, about ${least} MB; got ${memory}; raise it to at least ` +
      `'${least}MB' or pass fewer concepts.`,
  );
}

const UNITS: Record<string, number> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function bytes(caller: string, memory: number | string): number {
  const [, count, unit] = /^\s*([\d.]+)\s*([A-Za-z]*)\s*$/.exec(`${memory}`) ?? [];
  const value = Number(count) * (UNITS[unit || 'B'] ?? Number.NaN);
  if (value > 0 && Number.isFinite(value)) return value;
  throw invalidArgument(
    `${caller}: memory must be a number of bytes or a string such as '512MB' (units: ${Object.keys(UNITS).join(', ')}); ` +
      `got ${JSON.stringify(memory)}.`,
  );
}
