import type { Encoder } from '@csm/core';
import {
  explainLayer,
  gradCam,
  guidedGradCam,
  internalInfluence,
  type LayerMethod,
  layerActivation,
  layerConductance,
  layerGradientXActivation,
  layerNames,
} from '@csm/explainers';
import { explained } from './explained.js';
import type { MethodCase } from './method-case.js';

/** The name of B's second convolution. */
export function convolutionOf(encoder: Encoder): string {
  const [, layer] = layerNames(encoder).filter((each) => /conv/i.test(each));
  if (layer === undefined) throw new Error('benchmark: B has no second convolution.');
  return layer;
}

/** A method that explains the output of B's second convolution. */
function ofLayer(name: string, call: string, make: () => LayerMethod): MethodCase {
  return {
    name,
    call,
    encoder: 'B',
    prepare({ encoder, concept, inputs }) {
      const options = { layer: convolutionOf(encoder), batchSize: inputs.shape[0], onWarning: () => {} };
      return () => explainLayer(encoder, concept, inputs, make(), options);
    },
  };
}

/** Methods for hidden layers, and Grad-CAM. */
export const layerMethods: readonly MethodCase[] = [
  ofLayer('layer activation', 'layerActivation() of a convolution', () => layerActivation()),
  ofLayer('layer gradient × activation', 'layerGradientXActivation() of a convolution', () =>
    layerGradientXActivation(),
  ),
  ofLayer('layer conductance', 'layerConductance() of a convolution', () => layerConductance()),
  ofLayer('internal influence', 'internalInfluence() of a convolution', () => internalInfluence()),
  explained('Grad-CAM', 'gradCam()', () => gradCam()),
  explained('guided Grad-CAM', 'guidedGradCam()', () => guidedGradCam()),
];
