import { type FaceAttribute, faceAttributeNames, syntheticFaces } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';
import type { Settings } from './settings.js';

/** Synthetic faces: some for training, others that the model never sees. */
export interface Faces {
  readonly names: readonly FaceAttribute[];
  readonly training: FaceSet;
  readonly heldOut: FaceSet;
}

export interface FaceSet {
  /** `[n, size, size, 3]` in [0, 1]. */
  readonly images: NdArray<Float32Array>;
  has(face: number, name: FaceAttribute): boolean;
  /** The pixels that change when only this attribute is flipped, `[size, size]`. */
  mask(face: number, name: FaceAttribute): NdArray<Uint8Array>;
}

export function drawFaces({ trainingFaces, heldOutFaces, size, seed }: Settings): Faces {
  const all = syntheticFaces({ count: trainingFaces + heldOutFaces, size, seed });
  const part = (first: number, count: number): FaceSet => ({
    images: ndarray(all.images.data.subarray(first * size * size * 3, (first + count) * size * size * 3), [
      count,
      size,
      size,
      3,
    ]),
    has: (face, name) => all.attributes.get(first + face, faceAttributeNames.indexOf(name)) === 1,
    mask: (face, name) => all.mask(first + face, name),
  });
  return {
    names: faceAttributeNames,
    training: part(0, trainingFaces),
    heldOut: part(trainingFaces, heldOutFaces),
  };
}

/** The faces of a set that have an attribute, or those that lack it. */
export function facesWith(set: FaceSet, name: FaceAttribute, wanted: boolean): number[] {
  const count = set.images.shape[0]!;
  return Array.from({ length: count }, (_, face) => face).filter((face) => set.has(face, name) === wanted);
}
