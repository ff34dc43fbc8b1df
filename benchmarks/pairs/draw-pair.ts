import type { Encoder } from '@csm/core';
import { meanSample, selectSamples } from '@csm/datasets';
import { pairMaps } from '@csm/explainers';
import { pairFigure } from '@csm/render';
import type { Faces } from '../../support/drawn-faces/faces.js';
import type { FacePair } from './face-pairs.js';

/** Draws the pair map of two held-out faces, by patches, as an SVG document. */
export async function drawPair(
  encoder: Encoder,
  { heldOut, training }: Faces,
  faces: FacePair,
  steps: number,
  title: string,
): Promise<string> {
  const [first, second] = faces.map((face) => selectSamples(heldOut.images, [face]));
  const [pair] = await pairMaps(encoder, first!, second!, { steps, baseline: meanSample(training.images) });
  return pairFigure({ title, first: first!.pick(0), second: second!.pick(0), pair: pair! });
}
