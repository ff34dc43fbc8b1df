import { conceptVector } from '@csm/core';
import { expect, it } from 'vitest';
import { contrastive } from './contrastive.js';
import { decoderMap } from './decoder-map.js';
import { deconvnet } from './deconvnet.js';
import { deepLift } from './deep-lift.js';
import { epsilonLrp } from './epsilon-lrp.js';
import { gradient } from './gradient.js';
import { gradientShap } from './gradient-shap.js';
import { guidedBackprop } from './guided-backprop.js';
import { inputXGradient } from './input-x-gradient.js';
import { integratedGradients } from './integrated-gradients.js';
import { occlusion } from './occlusion.js';
import { posteriorAverage } from './posterior-average.js';
import { rectifiedGradient } from './rectified-gradient.js';
import { shiftAverage } from './shift-average.js';
import { images } from './small-encoder.test-support.js';
import { smoothGrad } from './smooth-grad.js';

it('explainers are called as in figures', () => {
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
