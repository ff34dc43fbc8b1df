import ndarray, { type NdArray } from 'ndarray';
import { requireInteger, requireOptions, requireSeed } from '../checks/check-options.js';
import { seededRandom } from '../sampling/seeded-random.js';
import { drawFace, type FaceAttributes } from './face-drawing.js';
import { randomFaceScene } from './face-scene.js';

/** The attributes of a synthetic face, named as in CelebA: the six concepts of arXiv 1910.13140. */
export const faceAttributeNames = [
  'Bald',
  'Bushy_Eyebrows',
  'Eyeglasses',
  'Mouth_Slightly_Open',
  'Smiling',
  'Wearing_Hat',
] as const;

/** The name of one attribute of a synthetic face. */
export type FaceAttribute = (typeof faceAttributeNames)[number];

/** A channel that moves by more than this (of a range of 1) has changed: five of 256 grey levels. */
export const maskThreshold = 0.02;

/** Options of {@link syntheticFaces}. */
export interface SyntheticFacesOptions {
  /** How many faces. */
  readonly count: number;
  /** An integer from 0 to 2³² − 1. The same seed gives the same bytes. */
  readonly seed: number;
  /** Width and height in pixels, from 16 to 1024; 64 by default. */
  readonly size?: number;
}

/** Drawn faces, their attributes, and where each attribute shows. */
export interface SyntheticFaces {
  /** [count, size, size, 3], red, green and blue in [0, 1]. */
  readonly images: NdArray<Float32Array>;
  readonly attributeNames: typeof faceAttributeNames;
  /** [count, 6], 0 or 1, columns in the order of `attributeNames`. */
  readonly attributes: NdArray<Uint8Array>;
  /**
   * The ground truth of one attribute on one face: [size, size], 1 where a channel of the image changes by more
   * than {@link maskThreshold} when that attribute alone is flipped. The face is drawn again on every call.
   * Throws on an unknown attribute and on a sample that is not there.
   */
  mask(sample: number, attribute: FaceAttribute): NdArray<Uint8Array>;
}

/**
 * Cartoon faces with six independent attributes, each present with probability 1/2. Position, size, skin, hair,
 * light, background and clothes vary from face to face and tell nothing about the attributes.
 *
 * The first n faces of a seed are the same whatever the count. Throws, before it draws, on a count that is not a
 * positive integer, a seed that is not an integer from 0 to 2³² − 1, and a size outside 16 … 1024.
 */
export function syntheticFaces(options: SyntheticFacesOptions): SyntheticFaces {
  requireOptions('syntheticFaces', options, '{ count: 1000, seed: 1 }');
  const { count, seed, size = 64 } = options;
  requireInteger('syntheticFaces', 'size', size, 16, 1024);
  const pixelsPerFace = size * size * 3;
  requireInteger('syntheticFaces', 'count', count, 1, Math.floor(2 ** 31 / pixelsPerFace));
  requireSeed('syntheticFaces', seed);

  const random = seededRandom(seed);
  const faces = Array.from({ length: count }, () => ({
    attributes: randomAttributes(random),
    scene: randomFaceScene(random),
  }));
  const pixels = new Float32Array(count * pixelsPerFace);
  const attributes = new Uint8Array(count * faceAttributeNames.length);
  const pixelsOf = (sample: number) => pixels.subarray(sample * pixelsPerFace, (sample + 1) * pixelsPerFace);
  for (const [sample, face] of faces.entries()) {
    drawFace(face.scene, face.attributes, pixelsOf(sample), size);
    attributes.set(
      faceAttributeNames.map((name) => Number(face.attributes[name])),
      sample * faceAttributeNames.length,
    );
  }

  return {
    images: ndarray(pixels, [count, size, size, 3]),
    attributeNames: faceAttributeNames,
    attributes: ndarray(attributes, [count, faceAttributeNames.length]),
    mask(sample, attribute) {
      const face = faces[sample];
      if (!face) {
        throw new Error(
          `syntheticFaces.mask: sample must be an integer from 0 to ${count - 1}; got ${sample}`,
        );
      }
      if (!faceAttributeNames.includes(attribute)) {
        const known = faceAttributeNames.join(', ');
        throw new Error(`syntheticFaces.mask: attribute must be one of ${known}; got "${attribute}"`);
      }
      const flipped = new Float32Array(pixelsPerFace);
      const attributes = { ...face.attributes, [attribute]: !face.attributes[attribute] };
      drawFace(face.scene, attributes, flipped, size);
      return ndarray(changedPixels(pixelsOf(sample), flipped), [size, size]);
    },
  };
}

function randomAttributes(random: () => number): FaceAttributes {
  const coin = () => random() < 0.5;
  return {
    Bald: coin(),
    Bushy_Eyebrows: coin(),
    Eyeglasses: coin(),
    Mouth_Slightly_Open: coin(),
    Smiling: coin(),
    Wearing_Hat: coin(),
  };
}

function changedPixels(before: Float32Array, after: Float32Array): Uint8Array {
  const changed = new Uint8Array(before.length / 3);
  for (let at = 0; at < before.length; at++) {
    if (Math.abs(before[at]! - after[at]!) > maskThreshold) changed[Math.floor(at / 3)] = 1;
  }
  return changed;
}
