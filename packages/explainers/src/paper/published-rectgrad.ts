import type { Explainer, GraphNode } from '@csm/core/extend';
import { withSettings } from '../attribution/description.js';
import { rectifiedPasses } from '../attribution/rectified-passes.js';
import { activations } from '../rules/activations.js';
import type { RulePair } from '../rules/composite.js';
import { checkRectified, rectified } from '../rules/rectified-gradient/rectified.js';
import type { Importance } from '../rules/rectified-gradient/rectified-options.js';
import { allUnits } from '../rules/rectified-gradient/warnings.js';
import { perChannel } from './per-channel.js';

/** A variant of rectified gradient of the attribution code. */
interface Variant {
  readonly caller: string;
  readonly name: string;
  readonly threshold: { readonly percentile: number } | { readonly threshold: number };
  readonly importance?: Importance | undefined;
  readonly maxPooling?: 'winner' | 'proportional' | undefined;
}

const isReplaced = activations('reference');

/** An activation of rank 3, whose percentile the attribution code takes along axis 1 only: a threshold per channel. */
const isSequence = ({ outputShape }: GraphNode): boolean => outputShape.length === 2;

/** An activation in a layer whose importance is always signed. */
const isLogits = ({ name }: GraphNode): boolean => name.includes('Logits');

/** Rectified gradient with the settings that the attribution code always has: border mask, and units that were not active pass. */
export function publishedRectGrad(variant: Variant): Explainer {
  const { caller, name, threshold, importance = 'signed', maxPooling = 'winner' } = variant;
  checkRectified(caller, threshold);
  const pairs = (kind: Importance, matches: (node: GraphNode) => boolean): readonly RulePair[] => {
    const rule = rectified({ ...threshold, importance: kind, deadUnits: 'passed' });
    return [
      [(node) => isReplaced(node) && matches(node) && isSequence(node), perChannel(rule)],
      [(node) => isReplaced(node) && matches(node), rule],
    ];
  };
  const percentile = 'percentile' in threshold ? threshold.percentile : undefined;
  return {
    name,
    description: withSettings(
      'rectified gradient as published',
      'percentile' in threshold ? `percentile ${threshold.percentile}` : `threshold ${threshold.threshold}`,
      'border mask',
      importance === 'magnitude' && 'magnitudes',
      maxPooling === 'proportional' && 'proportional max pooling',
    ),
    ...rectifiedPasses({
      caller,
      rectify: [...pairs('signed', isLogits), ...pairs(importance, () => true)],
      ...(percentile !== undefined && {
        percentile: {
          percentile,
          indexPrecision: 'float64',
          among: (node) => (isSequence(node) ? (node.outputShape[0] ?? 0) : allUnits(node)),
        },
      }),
      masksBorder: true,
      maxPooling,
    }),
  };
}
