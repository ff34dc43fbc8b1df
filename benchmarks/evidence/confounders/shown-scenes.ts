import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { SceneAttribute } from '../grounds/scenes/attributes.js';
import { masksOf, sceneSet } from '../grounds/scenes/scene-set.js';
import { scenes } from '../grounds/scenes/settings.js';
import { confounders } from './settings.js';

/** Pictures with both attributes, their masks, and pictures that lack both. */
export interface ShownScenes {
  readonly inputs: NdArray<Float32Array>;
  readonly masks: readonly [own: NdArray<Uint8Array>, other: NdArray<Uint8Array>];
  readonly donors: NdArray<Float32Array>;
}

/** The same for all φ: the labels of these scenes are independent. */
export function shownScenes(own: SceneAttribute, other: SceneAttribute, seed: number): ShownScenes {
  const shown = sceneSet({ part: 'shown', seed, count: scenes.count.shown });
  const donors = sceneSet({ part: 'donors', seed, count: scenes.count.donors });
  const rowsWith = ({ labels }: typeof shown, wanted: number) =>
    [...labels[own].keys()].filter((row) => labels[own][row] === wanted && labels[other][row] === wanted);
  const rows = rowsWith(shown, 1).slice(0, confounders.inputs);
  const some = rows.flatMap((row) => shown.scenes[row] ?? []);
  return {
    inputs: selectSamples(shown.images, rows),
    masks: [masksOf(some, own), masksOf(some, other)],
    donors: selectSamples(donors.images, rowsWith(donors, 0)),
  };
}
