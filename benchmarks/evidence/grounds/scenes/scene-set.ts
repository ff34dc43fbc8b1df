import ndarray, { type NdArray } from 'ndarray';
import { attributeNames, type SceneAttribute } from './attributes.js';
import { type Correlation, randomDescription, type SceneDescription } from './description.js';
import { drawScene } from './draw-scene.js';
import { SIZE } from './paint.js';

/** A channel has changed if it differs by more than this, in [0, 1]. */
const MASK_THRESHOLD = 0.02;

/** Scenes, their attributes, and the pixels that each attribute changes. */
export interface SceneSet {
  readonly scenes: readonly SceneDescription[];
  /** `[n, SIZE, SIZE, 3]`. */
  readonly images: NdArray<Float32Array>;
  /** `[n]` for each attribute, 0 or 1. */
  readonly labels: Readonly<Record<SceneAttribute, Uint8Array>>;
}

export interface SceneSetOptions {
  /** The name of the set: sets of different names have no scene in common. */
  readonly part: string;
  readonly seed: number;
  readonly count: number;
  readonly correlations?: readonly Correlation[];
}

export function sceneSet({ part, seed, count, correlations = [] }: SceneSetOptions): SceneSet {
  const scenes = Array.from({ length: count }, (_, i) => randomDescription([part, seed, i], correlations));
  const labels = attributeNames.map((name) => [
    name,
    Uint8Array.from(scenes, ({ attributes }) => Number(attributes[name])),
  ]);
  return { scenes, images: drawn(scenes), labels: Object.fromEntries(labels) };
}

function drawn(scenes: readonly SceneDescription[]): NdArray<Float32Array> {
  const pixels = new Float32Array(scenes.length * SIZE * SIZE * 3);
  scenes.forEach((scene, i) => {
    pixels.set(drawScene(scene), i * SIZE * SIZE * 3);
  });
  return ndarray(pixels, [scenes.length, SIZE, SIZE, 3]);
}

/** The pixels that change when only this attribute is flipped, `[n, SIZE, SIZE]`: the noise stays the same. */
export function masksOf(scenes: readonly SceneDescription[], name: SceneAttribute): NdArray<Uint8Array> {
  const masks = new Uint8Array(scenes.length * SIZE * SIZE);
  scenes.forEach((scene, i) => {
    const { attributes } = scene;
    const own = drawScene(scene);
    const other = drawScene({ ...scene, attributes: { ...attributes, [name]: !attributes[name] } });
    own.forEach((value, at) => {
      if (Math.abs(value - other[at]!) > MASK_THRESHOLD) masks[i * SIZE * SIZE + Math.floor(at / 3)] = 1;
    });
  });
  return ndarray(masks, [scenes.length, SIZE, SIZE]);
}
