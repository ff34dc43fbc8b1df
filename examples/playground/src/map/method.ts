import type { Explainer } from '@csm/core';
import { meanSample } from '@csm/datasets';
import { gradient, integratedGradients } from '@csm/explainers';
import { currentModel } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';

/** The explainer that the settings name. */
export function explainerOf({ method, steps }: MapSettings): Explainer {
  const { inputs } = currentModel();
  if (method === 'gradient') return gradient();
  return integratedGradients({ steps, baseline: meanSample(inputs) });
}
