import type { Explainer } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { meanSample } from '@csm/datasets';
import {
  counterfactualBaseline,
  integratedGradients,
  paperMethods,
  rectifiedGradient,
} from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { AnalysisSettings } from './settings/settings.js';

/** A method and its name on the command line and in files. */
export interface NamedMethod {
  readonly key: string;
  readonly explainer: Explainer;
}

/** The methods of one concept's maps. */
export interface FaceMethods {
  /** Drawn in the panel and measured. */
  readonly chosen: readonly NamedMethod[];
  /** Of the paper's two figures. */
  readonly paper: readonly NamedMethod[];
  /** All of the paper's, and ours. */
  readonly all: readonly NamedMethod[];
}

/** Our methods, which are drawn and measured unless others are chosen. */
const OWN = ['integrated-gradients', 'counterfactual', 'rectified-gradient'] as const;

/** The methods of the paper's two figures, in their order. */
const PAPER_FIGURES = ['guidedbp', 'rectgrad'] as const;

/** The names that `--method` takes: ours, and those of the attribution code. */
export const methodNames: readonly string[] = [...OWN, ...Object.keys(paperMethods)];

/** Above this number of features, occlusion of single features would take hours. */
const MOST_OCCLUDED = 5000;

/**
 * @param known training pictures.
 * @param without latents of examples without the concept.
 */
export function methodsFor(
  decoder: DecoderModel,
  known: NdArray<Float32Array>,
  without: NdArray<Float32Array>,
  analysis: AnalysisSettings,
): FaceMethods {
  const { integrationSteps: steps, percentile } = analysis;
  const removed = counterfactualBaseline({ decoder, negatives: without, range: [0, 1] });
  // From the mean face: values equal to the baseline get no credit, so a black baseline could not credit dark glasses.
  const integrated = integratedGradients({ steps, baseline: meanSample(known) });
  const own: Record<(typeof OWN)[number], Explainer> = {
    'integrated-gradients': {
      ...integrated,
      description: integrated.description?.replace('the given baseline', 'the mean face'),
    },
    counterfactual: {
      ...integratedGradients({ steps, baseline: removed }),
      name: 'integrated gradients, counterfactual',
    },
    'rectified-gradient': rectifiedGradient({ percentile, borderMask: true }),
  };
  const published = publishedMethods(known.shape.slice(1), percentile);
  const byKey = new Map<string, Explainer>(Object.entries({ ...published, ...own }));
  const named = (key: string): NamedMethod[] => {
    const explainer = byKey.get(key);
    return explainer ? [{ key, explainer }] : [];
  };
  return {
    chosen: (analysis.methods ?? OWN).flatMap(named),
    paper: PAPER_FIGURES.flatMap(named),
    // Our rectified gradient differs from the paper's only in units that are not active.
    all: [...Object.keys(published), ...OWN.filter((key) => key !== 'rectified-gradient')].flatMap(named),
  };
}

/** The methods of the attribution code, with the notebooks' percentile. */
function publishedMethods([height = 0, width = 0, channels = 0]: readonly number[], percentile: number) {
  const { occlusion, ...others } = paperMethods;
  const side = Math.max(1, Math.round(width / 16));
  const large = { windowShape: [side, side, channels], step: Math.max(1, side >> 1) };
  return {
    saliency: others.saliency(),
    'grad*input': others['grad*input'](),
    intgrad: others.intgrad(),
    smoothgrad: others.smoothgrad(),
    elrp: others.elrp(),
    deeplift: others.deeplift(),
    occlusion: height * width * channels > MOST_OCCLUDED ? occlusion(large) : occlusion(),
    guidedbp: others.guidedbp(),
    deconv: others.deconv(),
    rectgrad: others.rectgrad({ percentile }),
    rectgradprr: others.rectgradprr({ percentile }),
    rectgradmod: others.rectgradmod({ percentile }),
    rectgradconst: others.rectgradconst(),
  };
}
