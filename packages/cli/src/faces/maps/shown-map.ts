import { type ConceptVector, type Encoder, type Explainer, explain } from '@csm/core';
import { isotropicConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import { sampleOption } from '../concepts/latents.js';
import type { NamedMethod } from '../methods.js';
import type { Run } from '../run.js';
import { type Picture, pictureAt } from './pictures.js';

/** A map of a picture, next to a control. */
export interface MapPair {
  readonly map: Picture;
  /** The map of a random concept vector of equal norm. */
  readonly control: Picture;
  /** Warnings about the two maps. */
  readonly warnings: readonly string[];
}

/** A method's map of the shown face. Its warnings include those about its shift average. */
export interface ShownMap extends MapPair {
  /** The name of the method on the command line. */
  readonly key: string;
  readonly name: string;
  /** The method with its settings. */
  readonly description: string;
}

/** Explains one picture by any method. */
export type MapsOf = (explainer: Explainer) => Promise<MapPair>;

export function mapsOfPicture(
  encoder: Encoder,
  concept: ConceptVector,
  picture: NdArray<Float32Array>,
  { settings, signal }: Run,
): MapsOf {
  const vectors = [concept, ...isotropicConcepts(concept, { count: 1, seed: settings.seed })];
  return async (explainer) => {
    const warnings: string[] = [];
    const options = { signal, onWarning: (text: string) => warnings.push(text), ...sampleOption(settings) };
    const [map, control] = await explain(encoder, vectors, picture, explainer, options);
    return { map: pictureAt(map!.maps, 0), control: pictureAt(control!.maps, 0), warnings };
  };
}

export async function shownMap({ key, explainer }: NamedMethod, mapsOf: MapsOf): Promise<ShownMap> {
  const { name, description = name } = explainer;
  return { key, name, description, ...(await mapsOf(explainer)) };
}
