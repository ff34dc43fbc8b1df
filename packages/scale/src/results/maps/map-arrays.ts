import * as zarr from 'zarrita';
import type { Plan } from '../../plan/plan.js';
import { storeKeys } from '../../stores/store-keys.js';

/** What zarrita reads and writes, by the path in the group, such as `/maps/zarr.json`. */
type Objects = zarr.AsyncMutable;

/**
 * Numbers as they are. The bytes of a compressor depend on its version, but those of a store must not. gzip would shrink the integers of
 * gradient maps of digits by 15 %, and those of maps that are zero in most places by two thirds.
 */
const CODECS = [{ name: 'bytes', configuration: { endian: 'little' } }];

/** All chunks of an array are in one folder: with `/` each would have two folders of its own. */
const SEPARATOR = '.';

/** The Zarr v3 group of a plan's maps: zarrita writes into memory, and the objects are put into the store by their keys. */
export interface MapArrays {
  /** What zarrita has written since the last call, by key in the store. */
  take(): [key: string, bytes: Uint8Array][];
  /** Writes the maps of one concept of a shard: one chunk. */
  setMaps(first: number, concept: number, values: Int8Array | Float32Array): Promise<void>;
  /** Writes the scales of a shard, per concept: one chunk. */
  setScales(first: number, scales: readonly Float32Array[]): Promise<void>;
  /** The map of an input as it is stored. */
  map(row: number, concept: number): Promise<Int8Array | Float32Array>;
  scale(row: number, concept: number): Promise<number>;
}

/**
 * Creates the group with its arrays: `maps`, `[inputs, concepts, ...shape]` with one chunk per shard and concept, and for pooled maps
 * `scales`, `[inputs, concepts]` with one chunk per shard.
 * @param chunk reads a chunk by its key in the store; needed for `map` and `scale`.
 */
export async function mapArrays(
  plan: Plan,
  chunk: (key: string) => Promise<Uint8Array | undefined> = async () => undefined,
): Promise<MapArrays> {
  const written = new Map<string, Uint8Array>();
  // A chunk is written as a whole, so zarrita never needs one that exists.
  const objects: Objects = {
    get: async (path) => chunk(storeKeys.maps + path),
    set: async (path, bytes) => void written.set(path, bytes),
  };
  const { concepts, inputs, shards, maps: settings } = plan;
  const { kind, shape } = settings;
  const isPooled = kind === 'pooled';
  const axes = ['input', 'concept'];
  const root = zarr.root(objects);
  await zarr.create(root, { attributes: { plan: plan.id, concepts: [...concepts] } });
  const maps = await zarr.create(root.resolve('maps'), {
    shape: [inputs.count, concepts.length, ...shape],
    chunkShape: [shards.size, 1, ...shape],
    dtype: isPooled ? 'int8' : 'float32',
    codecs: CODECS,
    chunkSeparator: SEPARATOR,
    fillValue: 0,
    dimensionNames: [...axes, ...shapeNames(plan)],
    attributes: { description: isPooled ? POOLED : FULL },
  });
  const scales = await zarr.create(root.resolve('scales'), {
    shape: [inputs.count, concepts.length],
    chunkShape: [shards.size, concepts.length],
    dtype: 'float32',
    codecs: CODECS,
    chunkSeparator: SEPARATOR,
    fillValue: 0,
    dimensionNames: axes,
    attributes: { description: SCALES },
  });
  if (!isPooled) written.delete('/scales/zarr.json');
  const strides = (lengths: readonly number[]) =>
    lengths.map((_, axis) => lengths.slice(axis + 1).reduce((a, b) => a * b, 1));

  return {
    take() {
      const taken = [...written].map(([path, bytes]): [string, Uint8Array] => [storeKeys.maps + path, bytes]);
      written.clear();
      return taken;
    },
    async setMaps(first, concept, values) {
      const count = values.length / shape.reduce((a, b) => a * b, 1);
      const lengths = [count, 1, ...shape];
      const chunk = { data: values as Float32Array, shape: lengths, stride: strides(lengths) };
      await zarr.set(
        maps as zarr.Array<'float32', Objects>,
        [zarr.slice(first, first + count), zarr.slice(concept, concept + 1), ...shape.map(() => null)],
        chunk,
      );
    },
    async setScales(first, perConcept) {
      const count = perConcept[0]?.length ?? 0;
      const data = new Float32Array(count * perConcept.length);
      for (const [concept, values] of perConcept.entries()) {
        for (let i = 0; i < count; i++) data[i * perConcept.length + concept] = values[i]!;
      }
      const lengths = [count, perConcept.length];
      await zarr.set(scales, [zarr.slice(first, first + count), null], {
        data,
        shape: lengths,
        stride: strides(lengths),
      });
    },
    async map(row, concept) {
      const { data } = await zarr.get(maps, [row, concept, ...shape.map(() => null)]);
      return data as Int8Array | Float32Array;
    },
    scale: (row, concept) => zarr.get(scales, [row, concept]),
  };
}

const POOLED =
  'Concept saliency maps, summed over the channels and over the windows of a grid; a pixel in two windows counts in each by the share of its area. ' +
  'value = maps[input, concept] * scales[input, concept]; it is at most scales / 2 off, 0.4 % of the largest window of the map.';
const FULL =
  'Concept saliency maps: how the method attributes the score of the concept to each feature of the input.';
const SCALES = 'The factor of each map.';

/** Names of the axes of one map. */
function shapeNames({ maps, inputs }: Plan): string[] {
  const { shape } = maps;
  if (shape.length === 1) return ['feature'];
  if (shape.length === 2) return ['y', 'x'];
  if (shape.length !== 3) return shape.map((_, axis) => `axis_${axis}`);
  return inputs.layout === 'channelsFirst' ? ['channel', 'y', 'x'] : ['y', 'x', 'channel'];
}
