import { conceptVector } from '@csm/core';
import { expect, it } from 'vitest';
import { decoderMap } from '../src/methods/decoder-map.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { posteriorAverage } from '../src/wrappers/posterior-average.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images } from './small-encoder.js';

it('explainers have the names that figures show', () => {
  const concept = conceptVector('other', [1, 2]);
  const explainers = [
    gradient(),
    inputXGradient(),
    integratedGradients(),
    guidedBackprop(),
    deconvnet(),
    rectifiedGradient(),
    epsilonLrp(),
    deepLift(),
    occlusion({ window: [1] }),
    gradientShap({ baselines: images(1) }),
    smoothGrad(gradient()),
    smoothGrad(gradient(), { aggregate: 'squared' }),
    smoothGrad(guidedBackprop(), { aggregate: 'variance' }),
    posteriorAverage(gradient()),
    decoderMap({ decoder: { predict: (z) => z }, alpha: 1 }),
    contrastive(gradient(), { concepts: [concept] }),
    contrastive(guidedBackprop(), { concepts: [concept, concept], units: 'spread' }),
    shiftAverage(gradient()),
  ];
  expect(explainers.map(({ name }) => name)).toEqual([
    'gradient',
    'input × gradient',
    'integrated gradients',
    'guided backprop',
    'deconvnet',
    'rectified gradient',
    'ε-LRP',
    'DeepLIFT',
    'occlusion',
    'GradientSHAP',
    'SmoothGrad of gradient',
    'SmoothGrad² of gradient',
    'VarGrad of guided backprop',
    'posterior average of gradient',
    'decoder map',
    'contrastive gradient',
    'contrastive guided backprop, in spreads',
    'shift average of gradient',
  ]);
});
