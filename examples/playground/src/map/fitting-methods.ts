import { latentDimension } from '@csm/core';
import { attentionBlocks } from '@csm/explainers/rules';
import type { Session } from '../session/session.js';
import { type MethodName, methodNames } from '../session/settings.js';
import { explainerOf } from './method.js';
import { methodList } from './method-list.js';

/** The methods that can explain the model of a session; none without a model. */
export function fittingMethods({ encoder, inputs, tissue }: Session): MethodName[] {
  if (encoder === undefined) return [];
  const target = { encoder, scores: [latentDimension(0, encoder.latentSize)] };
  const hasAttention = encoder.graph !== undefined && attentionBlocks(encoder.graph).length > 0;
  return methodNames.filter((method) => {
    const { only, steps } = methodList[method];
    if (only === 'pictures' && encoder.inputShape.length !== 3) return false;
    // In a network without attention, these are input × gradient with another name.
    if (only === 'attention' && !hasAttention) return false;
    // Noise makes counts negative.
    if (method === 'smoothGrad' && tissue) return false;
    try {
      const explainer = explainerOf(
        { method, steps: steps?.initial ?? 1, baseline: 'zeros' },
        { encoder, inputs },
      );
      explainer.check?.(target, () => {});
      return true;
    } catch {
      return false;
    }
  });
}
