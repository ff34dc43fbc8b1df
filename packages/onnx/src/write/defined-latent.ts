import type { Emitter } from './emitter.js';
import type { ForwardPass } from './forward-pass.js';
import { broadcasting, scalar, sub } from './kernels/elementwise.js';
import { reduced } from './kernels/reductions.js';
import type { Recording } from './recorder.js';
import { BATCH, type Value } from './value.js';

/** Where functions are numbers; elsewhere they are NaN. */
const DOMAINS: Partial<Record<string, readonly [least: number, most: number]>> = {
  acos: [-1, 1],
  acosh: [1, Number.POSITIVE_INFINITY],
  asin: [-1, 1],
  atanh: [-1, 1],
  log: [0, Number.POSITIVE_INFINITY],
  sqrt: [0, Number.POSITIVE_INFINITY],
};

/**
 * The latent, NaN for samples in which a function, such as a logarithm, has an input without a result. For WebGPU, where NaN does not reach the
 * latent: there, max(NaN, 0) is 0.
 */
export function definedLatent(
  emitter: Emitter,
  { valueFor }: Recording,
  { nodes, latent }: ForwardPass,
): Value {
  /** How far the inputs are inside the domains: negative if one is outside. */
  const margins: Value[] = [];
  for (const { node, operation } of nodes) {
    const domain = operation.kind === 'elementwise' ? DOMAINS[operation.function] : undefined;
    const from = nodes[node.inputs[0] ?? -1];
    if (domain === undefined || from === undefined) continue;
    const x = valueFor(from.output);
    if (x.shape[0] !== BATCH) continue;
    const [least, most] = domain;
    margins.push(sub(emitter, perSample(emitter, 'ReduceMin', x), scalar(emitter, least)));
    if (!Number.isFinite(most)) continue;
    margins.push(sub(emitter, scalar(emitter, most), perSample(emitter, 'ReduceMax', x)));
  }
  const [first, ...others] = margins;
  if (first === undefined) return latent;
  const margin = others.length === 0 ? first : broadcasting(emitter, 'Min', margins);
  const isOutside = broadcasting(emitter, 'Less', [margin, scalar(emitter, 0)], 'bool');
  return broadcasting(emitter, 'Where', [isOutside, scalar(emitter, Number.NaN), latent], 'float32');
}

/** The least or largest number of each sample: `[BATCH, 1]`. */
function perSample(emitter: Emitter, op: string, x: Value): Value {
  const axes = x.shape.slice(1).map((_, i) => i + 1);
  const found = axes.length === 0 ? x : reduced(emitter, op, x, axes, false);
  return emitter.reshaped(found, [BATCH, 1]);
}
