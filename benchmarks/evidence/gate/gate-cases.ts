import { type ConceptVector, type Encoder, encode, explain, meanDifference } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { conceptSeparation, isotropicConcepts } from '@csm/evaluate';
import { featureSums, replacement } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { average } from '../../../support/average.js';
import type { HardConcept, HardGround } from '../grounds/hard-ground.js';
import { found, maskPerInput, rowsWithMask } from '../hard-tables/mass-over-area.js';
import { rounded } from '../hard-tables/mean-and-range.js';
import { gateMethodsOf } from './gate-methods.js';

/** Number of inputs over which a map is judged, as by default in `explainWithGate`. */
const INPUTS = 8;
/** Number of single donors for each input; a gate uses the first of them. */
const DONORS = 8;

/** What is measured of the concept of a ground, or of a random vector in its place. */
export interface GateConcept {
  readonly concept: string;
  /** `own`, or a random direction with the concept's examples. */
  readonly vector: 'own' | 'random';
  readonly extent: string;
  /** Held-out AUC of the concept's own vector, and whether it counts as encoded. */
  readonly encoded: string;
  readonly auc: number;
  readonly separation: {
    readonly auc: number;
    readonly lower: number;
    readonly attainable: number;
    readonly n: number;
  };
  /** Effects of each feature by each donor: `[donor][input][feature]`. */
  readonly effects: readonly (readonly (readonly number[])[])[];
  /** Share of the input in the mask. */
  readonly area: number;
  readonly maps: readonly GateMap[];
}

export interface GateMap {
  readonly method: string;
  /** Σ |m| and Σ m of each feature: `[input][feature]`. */
  readonly magnitudes: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
  /** Share of |map| in the mask over the mask's share of the area, and ROC AUC of |map|, means over inputs; by magnitudes of channels. */
  readonly massOverArea: number;
  readonly aucOfMask: number;
  /** Share of |map| where the encoder sees nothing. */
  readonly unseen: number;
}

/** Measures all methods on the concepts of a ground. */
export async function gateCases(
  ground: HardGround,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<GateConcept[]> {
  const { encoder } = ground;
  const latents = await encode(encoder, ground.training, { batchSize: 64, signal });
  const heldOut = await encode(encoder, ground.heldOut.images, { batchSize: 64, signal });
  const all: GateConcept[] = [];
  for (const [i, concept] of ground.concepts.entries()) {
    const own = meanDifference(
      concept.name,
      selectSamples(latents, concept.positives),
      selectSamples(latents, concept.negatives),
    );
    const [random] = isotropicConcepts(own, { count: 1, seed: i });
    for (const [vector, kind] of [
      [own, 'own'],
      [random ?? own, 'random'],
    ] as const) {
      all.push(await measured(ground, encoder, concept, vector, kind, latents, heldOut, signal));
    }
    onProgress(i + 1, ground.concepts.length);
  }
  return all;
}

async function measured(
  ground: HardGround,
  encoder: Encoder,
  concept: HardConcept,
  vector: ConceptVector,
  kind: GateConcept['vector'],
  latents: NdArray<Float32Array>,
  heldOut: NdArray<Float32Array>,
  signal: AbortSignal,
): Promise<GateConcept> {
  const inputs = selectSamples(concept.inputs, [...Array(INPUTS).keys()]);
  const options = { batchSize: INPUTS, signal, onWarning: () => {} };
  const separation = await conceptSeparation(vector, {
    positives: selectSamples(heldOut, concept.heldOut.positives),
    negatives: selectSamples(heldOut, concept.heldOut.negatives),
  });
  const effects: number[][][] = [];
  for (let donor = 0; donor < DONORS; donor++) {
    const rows = [...Array(concept.donors.shape[0]).keys()].filter((row) => row % DONORS === donor);
    const explainer = replacement({
      donors: selectSamples(concept.donors, rows),
      donorsPerInput: 1,
      seed: donor,
    });
    effects.push(plain(featureSums((await explain(encoder, vector, inputs, explainer, options)).maps)));
  }
  const masks = maskPerInput(concept.masks, inputs);
  const hasPlace = rowsWithMask(masks).length === INPUTS;
  const maps: GateMap[] = [];
  for (const { name, make } of gateMethodsOf(ground.name)) {
    const explainer = await make({
      ground,
      concept,
      vector,
      negatives: selectSamples(latents, concept.negatives),
    });
    if (explainer === undefined) continue;
    const explained = await explain(encoder, vector, inputs, explainer, options);
    const place = hasPlace ? found(explained.maps, masks) : undefined;
    maps.push({
      method: name,
      magnitudes: plain(featureSums(explained.maps, { of: 'magnitudes' })),
      values: plain(featureSums(explained.maps)),
      massOverArea: rounded(place?.massOverArea ?? Number.NaN),
      aucOfMask: rounded(place?.auc ?? Number.NaN),
      unseen: ground.visible ? rounded(1 - found(explained.maps, ground.visible).mass) : 0,
    });
  }
  return {
    concept: concept.name,
    vector: kind,
    extent: concept.extent,
    encoded: concept.encoded,
    auc: rounded(concept.auc),
    separation: {
      auc: rounded(separation.auc),
      lower: rounded(separation.bounds[0]),
      attainable: rounded(separation.attainable),
      n: separation.independent,
    },
    effects,
    area: rounded(average(masks.data)),
    maps,
  };
}

const plain = (sums: readonly Float64Array[]) => sums.map((each) => Array.from(each, rounded));
