import { invalidArgument, size } from '@csm/base';
import { pictureOf } from './picture.js';
import type { MapSettings, PlannedInputs } from './plan.js';
import { sumsShape } from './sums-shape.js';

/** The most windows of a pooled map along each axis. */
export const MOST_WINDOWS = 16;

/** The maps of longer vectors are only kept if the caller asks for it. */
const MOST_FEATURES = 256;

/**
 * How maps are kept, with the shape of a stored map.
 * @param kind default `pooled` for pictures, `full` for vectors of up to 256 features, otherwise `none`.
 * @throws if inputs of this shape cannot be pooled.
 */
export function mapSettings(
  caller: string,
  kind: MapSettings['kind'] | undefined,
  inputs: Pick<PlannedInputs, 'shape' | 'layout'>,
): MapSettings {
  const { shape } = inputs;
  const isShort = size(shape) <= MOST_FEATURES;
  if (kind === 'none') return { kind, shape: [] };
  if (kind === 'full') return { kind, shape: [...shape] };
  const picture = pictureOf(caller, inputs);
  if (picture) {
    const windows = [picture.height, picture.width].map((length) => Math.min(MOST_WINDOWS, length));
    return { kind: 'pooled', shape: windows };
  }
  if (kind === undefined) return isShort ? { kind: 'full', shape: [...shape] } : { kind: 'none', shape: [] };
  throw invalidArgument(
    `${caller}: expected pictures of at least 2 × 2 pixels for pooled maps; got inputs of shape [${shape.join(', ')}]; ` +
      "use maps: 'full' or 'none'.",
  );
}

/** The bytes of one input's stored maps: 1 per window and 4 for the scale if pooled, 4 per number if full. */
export function mapBytes({ kind, shape }: MapSettings, concepts: number): number {
  if (kind === 'none') return 0;
  return concepts * (kind === 'pooled' ? size(shape) + 4 : 4 * size(shape));
}

/** The bytes of the sums of a shard's maps while they are computed: two float64 numbers per concept and place. */
export function sumsBytes(
  inputs: Pick<PlannedInputs, 'shape' | 'layout'>,
  kind: MapSettings['kind'],
  concepts: number,
): number {
  return 16 * concepts * size(sumsShape(inputs, kind));
}
