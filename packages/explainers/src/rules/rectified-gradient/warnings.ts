import { size, someNames } from '@csm/base';
import type { GraphNode } from '@csm/core/extend';
import { isPaddedConvolution } from '../matchers.js';
import { type IndexPrecision, percentileIndex } from './percentile.js';

/** A percentile that is used as a threshold: how it is computed, and over how many units of a node. */
export interface Percentile {
  readonly percentile: number;
  readonly indexPrecision: IndexPrecision;
  among(node: GraphNode): number;
}

/** All features of a sample, among which the percentile is taken. */
export const allUnits = ({ outputShape }: GraphNode): number => size(outputShape);

/** Warns about layers that pass nothing, because the threshold is their largest importance. */
export function warnIfNothingPasses(
  caller: string,
  nodes: readonly GraphNode[],
  { percentile, indexPrecision, among }: Percentile,
  onWarning: (message: string) => void,
): void {
  if (percentile > 0 && percentile < 1) {
    onWarning(
      `${caller}: percentile should be on the scale from 0 to 100; got ${percentile}; for the share ${percentile}, pass ` +
        `${100 * percentile}.`,
    );
  }
  const blocked = nodes.filter((node) => percentileIndex(among(node), percentile, indexPrecision) <= 0);
  if (blocked.length === 0) return;
  const names = someNames(
    'layer',
    blocked.map(({ name }) => name),
  );
  onWarning(
    `${caller}: percentile ${percentile} lets no unit of ${names} pass: maps are zero unless another path goes around them; choose ` +
      'a lower percentile, or a threshold.',
  );
}

/** If at most this share of a layer's positions is left, the border mask decides where maps lie, whatever the concept. */
const SMALL_SHARE = 1 / 4;

/**
 * Warns if the border mask leaves at most a quarter of the positions of a convolution, such as 2 × 2 of 4 × 4; the smallest such
 * layer is named.
 */
export function warnOfBorderMask(
  caller: string,
  nodes: readonly GraphNode[],
  onWarning: (message: string) => void,
): void {
  const masked = nodes.filter(isPaddedConvolution).map(remainder);
  const small = masked.filter(({ left, positions }) => left <= SMALL_SHARE * positions);
  const [least, ...others] = small.sort((a, b) => a.left - b.left || a.positions - b.positions);
  if (least === undefined) return;
  const more = others.length > 0 ? `, and little of ${others.length} more` : '';
  const effect =
    least.left === 0
      ? 'maps are zero unless another path goes around it'
      : 'the mask largely decides where maps lie, whatever the concept';
  onWarning(
    `${caller}: the border mask leaves ${least.left === 0 ? 'none' : least.left} of the ${least.positions} positions of layer ` +
      `"${least.name}" (${least.shape})${more}: ${effect}; compare with rectifiedGradient({ borderMask: false }), or use an ` +
      'encoder whose convolutions have larger outputs.',
  );
}

function remainder({ name, outputShape }: GraphNode) {
  const [height = 0, width = 0] = outputShape;
  const left = Math.max(0, height - 2) * Math.max(0, width - 2);
  return { name, left, positions: height * width, shape: `${height} × ${width}` };
}
