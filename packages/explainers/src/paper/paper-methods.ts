import { checkCount, checkOptions, checkPositive, checkSeed, invalidArgument, shown } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import type { NoOptions } from '../checks/no-options.js';
import { deconvnet } from '../methods/deconvnet.js';
import { deepLift } from '../methods/deep-lift.js';
import { epsilonLrp } from '../methods/epsilon-lrp.js';
import { gradient } from '../methods/gradient.js';
import { guidedBackprop } from '../methods/guided-backprop.js';
import { inputXGradient } from '../methods/input-x-gradient.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { smoothGrad } from '../wrappers/smooth-grad.js';
import type {
  PaperDeepliftOptions,
  PaperElrpOptions,
  PaperIntgradOptions,
  PaperMethods,
  PaperRectgradconstOptions,
  PaperRectgradOptions,
  PaperSmoothgradOptions,
} from './paper-options.js';
import { publishedOcclusion } from './published-occlusion.js';
import { publishedRectGrad } from './published-rectgrad.js';

/**
 * The attribution methods of the paper's code under their original names, with the defaults of the paper's notebooks and the published
 * rules, quirks included: `paperMethods.rectgrad()` instead of `de.explain('rectgrad', …, percentile=95)`. Options are those of
 * the attribution code, in camel case: `noise_level` is `noiseLevel`.
 *
 * Use them to reproduce published maps, or to compare with them. For your own work, the ordinary functions (`rectifiedGradient`,
 * `smoothGrad`, …) have defaults that correct the quirks; the guide _Reproduce the paper_ lists each difference, and why.
 *
 * ```ts
 * const { maps } = await explain(encoder, concept, images, paperMethods.rectgrad());
 * for (const [name, method] of Object.entries(paperMethods)) await explain(encoder, concept, images, method());
 * ```
 *
 * All of them replace the nonlinearities that the attribution code replaces (`activations: 'reference'`): ReLU, ReLU6, ELU, sigmoid, tanh,
 * softplus and softsign. It also lists CReLU, which TensorFlow computes as the ReLU of x and −x, so that its ReLU is replaced, there
 * and here. `rectgrad` and its variants compare strictly, a · g > τ, and take the nearest percentile of a sample's features (for
 * sequences `[batch, length, channels]`, of each channel's). Missing: `zero`, whose maps are 0, "for testing only".
 *
 * Each method except `smoothgrad` is compared with records of the published rules in float64. The largest deviations are in
 * `docs/parity.md`, in the lines of "DeepExplain's rules", under the ordinary call that computes the same. The published `smoothgrad` draws
 * random noise, so it has no records; `smoothGrad`, which computes its maps, is compared with autograd for stored draws, and tests check
 * the noise level.
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140) and Kim et al. 2019 (arXiv 1902.04893), whose attribution code extends that of
 * Ancona et al. 2018 (arXiv 1711.06104).
 *
 * @category The paper’s methods
 */
export const paperMethods: PaperMethods = {
  saliency: (options = {}) => {
    checkNoOptions('paperMethods.saliency', options);
    return gradient();
  },
  'grad*input': (options = {}) => {
    checkNoOptions("paperMethods['grad*input']", options);
    return inputXGradient();
  },
  intgrad,
  smoothgrad,
  elrp,
  deeplift,
  occlusion: publishedOcclusion,
  guidedbp: (options = {}) => {
    checkNoOptions('paperMethods.guidedbp', options);
    return { ...guidedBackprop({ activations: 'reference' }), description: 'guided backprop as published' };
  },
  deconv: (options = {}) => {
    checkNoOptions('paperMethods.deconv', options);
    return { ...deconvnet({ activations: 'reference' }), description: 'deconvnet as published' };
  },
  rectgrad: (options = {}) =>
    publishedRectGrad({
      caller: 'paperMethods.rectgrad',
      name: 'rectified gradient',
      threshold: percentileOf('paperMethods.rectgrad', options, 95),
    }),
  rectgradprr: (options = {}) =>
    publishedRectGrad({
      caller: 'paperMethods.rectgradprr',
      name: 'rectified gradient, PRR',
      threshold: percentileOf('paperMethods.rectgradprr', options, 98),
      maxPooling: 'proportional',
    }),
  rectgradmod: (options = {}) =>
    publishedRectGrad({
      caller: 'paperMethods.rectgradmod',
      name: 'rectified gradient, magnitudes',
      threshold: percentileOf('paperMethods.rectgradmod', options, 98),
      importance: 'magnitude',
    }),
  rectgradconst,
};

function intgrad(options: PaperIntgradOptions = {}): Explainer {
  checkOptions<PaperIntgradOptions>('paperMethods.intgrad', options, { steps: true, baseline: true });
  const { steps = 50, baseline = 0 } = options;
  checkCount('paperMethods.intgrad', 'steps', steps);
  return integratedGradients({ steps, baseline, quadrature: 'riemann-right', pathFromZero: true });
}

function smoothgrad(options: PaperSmoothgradOptions = {}): Explainer {
  const caller = 'paperMethods.smoothgrad';
  checkOptions<PaperSmoothgradOptions>(caller, options, { noiseLevel: true, steps: true, seed: true });
  const { noiseLevel = 0.1, steps = 50, seed = 0 } = options;
  checkPositive(caller, 'noiseLevel', noiseLevel, { orZero: true });
  checkCount(caller, 'steps', steps);
  checkSeed(caller, seed);
  return smoothGrad(gradient(), { noise: noiseLevel, samples: steps, seed, rangeOf: 'inputs' });
}

function elrp(options: PaperElrpOptions = {}): Explainer {
  checkOptions<PaperElrpOptions>('paperMethods.elrp', options, { epsilon: true });
  const { epsilon = 1e-4 } = options;
  checkPositive('paperMethods.elrp', 'epsilon', epsilon);
  return epsilonLrp({ epsilon, form: 'gradient' });
}

function deeplift(options: PaperDeepliftOptions = {}): Explainer {
  checkOptions<PaperDeepliftOptions>('paperMethods.deeplift', options, { baseline: true });
  const { baseline = 0 } = options;
  return deepLift({ baseline, midpoint: true });
}

function rectgradconst(options: PaperRectgradconstOptions = {}): Explainer {
  const caller = 'paperMethods.rectgradconst';
  checkOptions<PaperRectgradconstOptions>(caller, options, { tau: true });
  const { tau = 0 } = options;
  if (!Number.isFinite(tau)) {
    throw invalidArgument(`${caller}: tau must be a finite number; got ${shown(tau)}.`);
  }
  return publishedRectGrad({
    caller,
    name: 'rectified gradient, constant threshold',
    threshold: { threshold: tau },
  });
}

function percentileOf(caller: string, options: PaperRectgradOptions, byDefault: number) {
  checkOptions<PaperRectgradOptions>(caller, options, { percentile: true });
  const { percentile = byDefault } = options;
  return { percentile };
}

function checkNoOptions(caller: string, options: NoOptions): void {
  checkOptions(caller, options, {});
}
