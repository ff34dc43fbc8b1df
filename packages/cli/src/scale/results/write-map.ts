import { channelsLast } from '@csm/base';
import { writeNpy } from '@csm/core/node';
import { renderMap } from '@csm/render';
import { writePng } from '@csm/render/node';
import type { Plan } from '@csm/scale';
import ndarray, { type NdArray } from 'ndarray';
import { usageError } from '../../terminal/usage-error.js';

/** A drawn map is enlarged to about this many pixels. */
const SIDE = 256;

/** Writes a map as `.npy` or `.png`. */
export async function writeMap(path: string, map: NdArray, { inputs }: Plan): Promise<void> {
  if (!/\.png$/i.test(path)) return writeNpy(path, float32(map));
  if (map.dimension !== 2 && map.dimension !== 3) {
    throw usageError(
      `--out ${path}: maps of shape [${map.shape.join(', ')}] are not pictures; write a .npy file.`,
    );
  }
  const flat = map.dimension === 3 ? channelsLast(map, inputs.layout ?? 'channelsLast') : map;
  const [height = 1, width = 1] = flat.shape;
  const scale = Math.max(1, Math.floor(SIDE / Math.max(height, width)));
  await writePng(path, renderMap(flat, { scale }));
}

const float32 = (map: NdArray): NdArray =>
  map.data instanceof Float64Array ? ndarray(Float32Array.from(map.data), map.shape) : map;
