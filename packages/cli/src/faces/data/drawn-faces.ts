import {
  attributeTable,
  type FaceAttribute,
  faceAttributeNames,
  imageDataset,
  syntheticFaces,
} from '@csm/datasets';
import { binaryConcepts, type Faces } from './faces.js';

/**
 * Draws synthetic faces. They need no downloaded data, and it is known where each attribute is visible on each
 * face.
 */
export function drawnFaces({
  size,
  seed,
  counts,
}: {
  size: number;
  seed: number;
  counts: { train: number; validation: number; test: number };
}): Faces {
  const count = counts.train + counts.validation + counts.test;
  const drawn = syntheticFaces({ count, seed, size });
  const ids = Array.from({ length: count }, (_, face) => `face-${String(face + 1).padStart(5, '0')}`);
  const faceOf = new Map(ids.map((id, face) => [id, face]));
  const values = size * size * 3;
  const dataset = imageDataset({
    name: 'drawnFaces',
    imageShape: [size, size, 3],
    attributes: attributeTable(
      ids.map((id, face) => [
        id,
        Object.fromEntries(faceAttributeNames.map((name, k) => [name, drawn.attributes.get(face, k) === 1])),
      ]),
    ),
    load: (id) => drawn.images.data.subarray(faceOf.get(id)! * values, (faceOf.get(id)! + 1) * values),
  });
  return {
    title: 'synthetic faces',
    dataset,
    train: ids.slice(0, counts.train),
    validation: ids.slice(counts.train, counts.train + counts.validation),
    test: ids.slice(counts.train + counts.validation),
    split: 'drawn one after another',
    scored: 'held-out pictures',
    concepts: binaryConcepts(dataset),
    shown: faceAttributeNames,
    regions: new Map(
      faceAttributeNames.map((name: FaceAttribute) => [
        name,
        {
          description: 'pixels that change when only this attribute is flipped',
          among: (some) => some,
          mask: (id) => drawn.mask(faceOf.get(id)!, name),
        },
      ]),
    ),
  };
}
