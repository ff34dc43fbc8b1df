import type { Explainer } from '@csm/core/extend';
import { SEE_ACTIVATIONS } from '../rules/activations.js';
import { checkRules } from '../rules/check-rules.js';
import { composite, type RulePair } from '../rules/composite.js';
import { isPaddedConvolution } from '../rules/matchers.js';
import { borderMask } from '../rules/rectified-gradient/border-mask.js';
import { proportionalMaxPool } from '../rules/rectified-gradient/proportional-max-pool.js';
import {
  type Percentile,
  warnIfNothingPasses,
  warnOfBorderMask,
} from '../rules/rectified-gradient/warnings.js';
import { backwardPasses } from './backward-passes.js';
import { timesInput } from './times-input.js';

/** The parts of a rectified gradient method. */
export interface RectifiedPasses {
  /** The name of the method's function; errors and warnings begin with it. */
  readonly caller: string;
  /** The rules of activations; the first match wins. */
  readonly rectify: readonly RulePair[];
  /** The percentile of these rules; absent for a constant threshold. */
  readonly percentile?: Percentile | undefined;
  readonly masksBorder: boolean;
  readonly maxPooling: 'winner' | 'proportional';
}

/** Rectified gradient: a backward pass with the rules, times the input; its check warns if the settings leave little of a layer. */
export function rectifiedPasses({
  caller,
  rectify,
  percentile,
  masksBorder,
  maxPooling,
}: RectifiedPasses): Pick<Explainer, 'attribute' | 'plan'> & Required<Pick<Explainer, 'check'>> {
  const rectifies = composite(rectify);
  const rules = composite([
    ...rectify,
    ...(maxPooling === 'proportional' ? [['maxPool', proportionalMaxPool()] as const] : []),
    ...(masksBorder ? [[isPaddedConvolution, borderMask()] as const] : []),
  ]);
  return {
    plan: { rules, times: 'input' },
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, { rules, caller }), inputs),
    check({ encoder }, onWarning) {
      checkRules(caller, encoder, rectifies, onWarning, SEE_ACTIVATIONS);
      const { nodes } = encoder.graph ?? { nodes: [] };
      if (masksBorder) warnOfBorderMask(caller, nodes, onWarning);
      if (percentile === undefined) return;
      const rectified = nodes.filter((node) => rectifies(node) !== undefined);
      warnIfNothingPasses(caller, rectified, percentile, onWarning);
    },
  };
}
