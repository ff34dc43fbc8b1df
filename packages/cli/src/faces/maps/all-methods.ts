import { explain } from '@csm/core';
import { isotropicConcepts } from '@csm/evaluate';
import type { MadeConcept } from '../concepts/concepts.js';
import { sampleOption } from '../concepts/latents.js';
import type { Faces } from '../data/faces.js';
import type { FaceMethods } from '../methods.js';
import type { Run } from '../run.js';
import { pictureAt } from './pictures.js';
import type { Model, ShownFace, ShownMap } from './shown-face.js';

/** Maps of one picture by every method. */
export interface AllMethods {
  readonly name: string;
  readonly methods: readonly ShownMap[];
  /** The methods that cannot explain this encoder, and why. */
  readonly leftOut: readonly { readonly key: string; readonly reason: string }[];
}

/** Explains the shown picture of a concept with every method, and makes each method's map of a random vector. */
export async function allMethods(
  faces: Faces,
  { mean: concept }: MadeConcept,
  { name, id }: ShownFace,
  { encoder }: Model,
  { all }: FaceMethods,
  { settings, signal }: Run,
): Promise<AllMethods> {
  const images = await faces.dataset.images([id], { signal });
  const vectors = [concept, ...isotropicConcepts(concept, { count: 1, seed: settings.seed })];
  const methods: ShownMap[] = [];
  const leftOut: AllMethods['leftOut'][number][] = [];
  for (const { key, explainer } of all) {
    const warnings: string[] = [];
    const options = { signal, onWarning: (text: string) => warnings.push(text), ...sampleOption(settings) };
    try {
      const [map, control] = await explain(encoder, vectors, images, explainer, options);
      const { name: title, description = title } = explainer;
      const maps = { map: pictureAt(map!.maps, 0), control: pictureAt(control!.maps, 0) };
      methods.push({ key, name: title, description, ...maps, warnings });
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_UNSUPPORTED_MODEL') throw error;
      leftOut.push({ key, reason: (error as Error).message });
    }
  }
  return { name, methods, leftOut };
}
