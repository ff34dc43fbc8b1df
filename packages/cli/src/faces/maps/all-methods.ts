import type { MadeConcept } from '../concepts/concepts.js';
import type { Faces } from '../data/faces.js';
import type { FaceMethods } from '../methods.js';
import type { Run } from '../run.js';
import type { Model, ShownFace } from './shown-face.js';
import { mapsOfPicture, type ShownMap, shownMap } from './shown-map.js';

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
  run: Run,
): Promise<AllMethods> {
  const images = await faces.dataset.images([id], { signal: run.signal });
  const mapsOf = mapsOfPicture(encoder, concept, images, run);
  const methods: ShownMap[] = [];
  const leftOut: AllMethods['leftOut'][number][] = [];
  for (const method of all) {
    try {
      methods.push(await shownMap(method, mapsOf));
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_UNSUPPORTED_MODEL') throw error;
      leftOut.push({ key: method.key, reason: (error as Error).message });
    }
  }
  return { name, methods, leftOut };
}
