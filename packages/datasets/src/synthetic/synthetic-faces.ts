import { checkCount, checkOneOf, checkRequiredOptions, checkSeed, invalidArgument, shown } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { seededRandom } from '../sampling/seeded-random.js';
import { drawFace, type FaceAttributes } from './face-drawing.js';
import { randomFaceScene } from './face-scene.js';

/**
 * The attributes of a synthetic face, named as in CelebA: the six concepts of arXiv 1910.13140.
 *
 * @category Synthetic data
 */
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

/** A channel has changed if it differs by more than this, in [0, 1]: five of 256 grey levels. */
const MASK_THRESHOLD = 0.02;

/** Options of {@link syntheticFaces}. */
export interface SyntheticFacesOptions {
  /** The number of faces. */
  readonly count: number;
  /** A whole number from 0 to 2³² − 1. The same seed gives the same bytes. */
  readonly seed: number;
  /** Width and height in pixels, from 16 to 1024. Default 64. */
  readonly size?: number | undefined;
}

/** Cartoon faces, their attributes, and the pixels that each attribute changes. */
export interface SyntheticFaces {
  /** [count, size, size, 3], red, green and blue in [0, 1]. */
  readonly images: NdArray<Float32Array>;
  readonly attributeNames: typeof faceAttributeNames;
  /** [count, 6], 0 or 1, with the columns in the order of `attributeNames`. */
  readonly attributes: NdArray<Uint8Array>;
  /**
   * The ground truth of one attribute on one face: [size, size], 1 where a channel of the image changes by more than 0.02
   * (of 1) if only this attribute is flipped. The face is drawn again on every call.
   * @param sample the index of the face, from 0 to count − 1.
   */
  mask(sample: number, attribute: FaceAttribute): NdArray<Uint8Array>;
}

/**
 * Draws cartoon faces with six independent attributes, each present with probability 1/2. Position, size, skin, hair,
 * light, background and clothes vary from face to face and are independent of the attributes.
 *
 * The first n faces of a seed are the same for every count.
 *
 * @throws before it draws anything if count, seed or size is not a whole number in its range, or if the images would
 * have more than 2³¹ numbers.
 * @category Synthetic data
 */
export function syntheticFaces(options: SyntheticFacesOptions): SyntheticFaces {
  checkRequiredOptions('syntheticFaces', options, { count: true, seed: true, size: true });
  const { count, seed, size = 64 } = options;
  checkCount('syntheticFaces', 'size', size, { min: 16, max: 1024 });
  const pixelsPerFace = size * size * 3;
  checkCount('syntheticFaces', 'count', count, { max: Math.floor(2 ** 31 / pixelsPerFace) });
  checkSeed('syntheticFaces', seed);

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
      if (face === undefined) {
        const got = shown(sample);
        throw invalidArgument(
          `syntheticFaces.mask: sample must be a whole number from 0 to ${count - 1}; got ${got}.`,
        );
      }
      checkOneOf('syntheticFaces.mask', 'attribute', attribute, faceAttributeNames);
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
  for (const [at, value] of before.entries()) {
    if (Math.abs(value - (after[at] ?? 0)) > MASK_THRESHOLD) changed[Math.floor(at / 3)] = 1;
  }
  return changed;
}
