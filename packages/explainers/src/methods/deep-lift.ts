import {
  type Attribution,
  type BackwardRules,
  type ConceptScore,
  checkOptions,
  disposeAttribution,
  type Explainer,
  type Run,
  type Target,
} from '@csm/core';
import {
  broadcastTo,
  concat,
  dispose,
  mul,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Baseline } from '../baselines/baseline.js';
import { checkBaselines, dependOnConcept, fromBaselines } from '../baselines/from-baselines.js';
import { checkAffine, checkVisible, isElementwise, kindOf, nonlinearNodes } from '../checks/checks.js';
import { completenessGaps, scoreDifferences } from '../path/completeness.js';
import { type ActivationScope, checkScope, inScope } from '../rules/activation-scope.js';
import { halves, midpointRescale, rescale, rescaleMaxPool } from '../rules/rescale.js';
import { backwardPasses } from './backward-passes.js';

/** Options of {@link deepLift}. */
export interface DeepLiftOptions {
  /** The input that differences are taken from. Default 0. From `counterfactualBaseline`, each concept has passes of its own. */
  baseline?: Baseline | undefined;
  /**
   * The reference implementation's variant: where the difference at a nonlinearity is at most 1e-5, the derivative at
   * the midpoint; max pooling and other nonlinearities by their gradient. Its maps do not add up where there is max
   * pooling. Default false.
   */
  midpoint?: boolean | undefined;
  /** Of the midpoint variant: nonlinearities that take the rule. Default `all`, as in the reference implementation. */
  activations?: ActivationScope | undefined;
}

/**
 * DeepLIFT, rescale rule: differences from a baseline are propagated instead of derivatives. At a nonlinearity the
 * derivative is replaced by Δy / Δz; max pooling splits Δy between the winners of the two inputs; the result is
 * multiplied by x − b.
 *
 * Complete: the map adds up to s(x) − s(b). One forward and one backward pass of twice the batch. Linear in the concept, unless
 * the baseline depends on it.
 *
 * Source: Shrikumar, Greenside & Kundaje 2017 (arXiv 1704.02685); max pooling as in Captum.
 */
export function deepLift(options: DeepLiftOptions = {}): Explainer {
  checkOptions<DeepLiftOptions>('deepLift', options, { baseline: true, midpoint: true, activations: true });
  const { baseline = 0, midpoint = false, activations = 'all' } = options;
  checkScope('deepLift', activations);
  const rules: BackwardRules = midpoint
    ? (node) => (inScope(node, activations) ? midpointRescale : undefined)
    : (node) => {
        if (node.operation.kind === 'maxPool') return rescaleMaxPool;
        return isElementwise(node) ? rescale : undefined;
      };
  return {
    name: 'DeepLIFT',
    linear: !dependOnConcept([baseline]),
    passesPerSample: 2,
    check(target, onWarning) {
      const { encoder, scores } = target;
      checkVisible('deepLift', encoder);
      checkAffine('deepLift', scores);
      checkBaselines('deepLift', [baseline], target);
      for (const node of nonlinearNodes(encoder)) {
        onWarning(
          `deepLift: layer "${node.name}" (${kindOf(node)}) is neither linear nor an activation of each number by itself; it is passed by its gradient, ` +
            'so the maps need not add up: see completenessGaps.',
        );
      }
    },
    attribute: (target, inputs, run) =>
      fromBaselines('deepLift', [baseline], target, inputs, run, (part, starts, partRun) =>
        multipliers(part, inputs, starts[0]!, partRun, rules),
      ),
  };
}

/** Inputs and baselines go through the encoder as one batch, so that a rule sees both at its node. */
async function multipliers(
  target: Target,
  inputs: Tensor,
  start: Tensor,
  run: Run,
  rules: BackwardRules,
): Promise<Attribution> {
  const baselines = tidy(() => broadcastTo(start, inputs.shape));
  const both = concat([inputs, baselines]);
  try {
    const scores = target.scores.map(forBoth);
    const found = await backwardPasses({ ...target, scores }, both, run, rules);
    const result = tidy(() => {
      const difference = sub(inputs, baselines);
      const [latent, baselineLatent] = halves(found.latent!) as [Tensor2D, Tensor2D];
      const maps = found.maps.map((map) => mul(halves(map)[0], difference));
      const differences = scoreDifferences(target.scores, latent, [baselineLatent]);
      return { maps, latent, completenessGaps: completenessGaps(maps, differences) };
    });
    disposeAttribution(found);
    return result;
  } finally {
    dispose([both, baselines]);
  }
}

/** The score of a batch of inputs and then their baselines: both by the inputs' own score. */
function forBoth(score: ConceptScore): ConceptScore {
  const onBoth = (of: (latent: Tensor2D) => Tensor) => (latent: Tensor2D) =>
    tidy(() => concat((halves(latent) as [Tensor2D, Tensor2D]).map(of)));
  return {
    ...score,
    value: (latent) => onBoth((z) => score.value(z))(latent) as Tensor1D,
    cotangent: (latent) => onBoth((z) => score.cotangent(z))(latent) as Tensor2D,
  };
}
