import {
  deconvnet,
  deepLift,
  epsilonAlpha2Beta1Flat,
  epsilonGammaBox,
  epsilonLrp,
  gradient,
  gradientShap,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  lrp,
  rectifiedGradient,
  smoothGrad,
} from '@csm/explainers';
import ndarray from 'ndarray';
import { drawnImages } from '../jobs/job.js';
import { explained } from './explained.js';
import type { MethodCase, MethodContext } from './method-case.js';

/** Other images than those that are explained. */
export function otherImages({ encoder }: MethodContext, count: number) {
  const { inputShape } = encoder;
  const values = drawnImages(count, inputShape).map((value) => 1 - value);
  return ndarray(Float32Array.from(values), [count, ...inputShape]);
}

/** Methods that run backwards through the encoder. */
export const derivativeMethods: readonly MethodCase[] = [
  explained('input × gradient', 'inputXGradient()', () => inputXGradient()),
  explained('integrated gradients', 'integratedGradients(), 50 steps', () => integratedGradients()),
  explained('GradientSHAP', 'gradientShap({ baselines }), 32 samples', (context) =>
    gradientShap({ baselines: otherImages(context, 16) }),
  ),
  explained('SmoothGrad', 'smoothGrad(gradient()), 50 samples', () => smoothGrad(gradient())),
  explained('DeepLIFT', 'deepLift()', () => deepLift()),
  explained('ε-LRP', 'epsilonLrp()', () => epsilonLrp()),
  explained('ε-LRP, gradient form', "epsilonLrp({ form: 'gradient' })", () =>
    epsilonLrp({ form: 'gradient' }),
  ),
  explained('LRP', 'lrp()', () => lrp()),
  explained('LRP, γ-box', 'lrp({ rules: epsilonGammaBox({ low: 0, high: 1 }) })', () =>
    lrp({ rules: epsilonGammaBox({ low: 0, high: 1 }) }),
  ),
  explained('LRP, α2β1-flat', 'lrp({ rules: epsilonAlpha2Beta1Flat() })', () =>
    lrp({ rules: epsilonAlpha2Beta1Flat() }),
  ),
  explained('guided backprop', 'guidedBackprop()', () => guidedBackprop()),
  explained('deconvnet', 'deconvnet()', () => deconvnet()),
  explained('rectified gradient', 'rectifiedGradient()', () => rectifiedGradient()),
];
