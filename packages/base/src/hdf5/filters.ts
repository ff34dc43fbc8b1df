import type { Hdf5Dataset, Hdf5Filter } from './hdf5-file.js';

/** Registered numbers of filters that libhdf5 contains: gzip, shuffle, fletcher32, szip, nbit, scaleoffset. */
const BUILT_IN = new Set([1, 2, 3, 4, 5, 6]);

/** Filters with a decoder of h5wasm-plugins. https://github.com/HDFGroup/hdf5_plugins, "RegisteredFilterPlugins". */
const DECODERS: ReadonlyMap<number, string> = new Map([
  [307, 'bz2'],
  [32000, 'lzf'],
  [32001, 'blosc'],
  [32004, 'lz4'],
  [32008, 'bshuf'],
  [32015, 'zstd'],
  [32026, 'blosc2'],
]);

/** The names of all decoders. */
export const DECODER_NAMES: readonly string[] = [...DECODERS.values()];

/** The decoder that a filter needs, undefined for one that libhdf5 contains. */
export const decoderOf = ({ id }: Hdf5Filter): string | undefined => DECODERS.get(id);

/** The first filter that nothing here can decode. */
export const unknownFilter = ({ filters }: Hdf5Dataset): Hdf5Filter | undefined =>
  filters.find(({ id }) => !BUILT_IN.has(id) && !DECODERS.has(id));

/** The names of the filters, for messages. */
export const filterNames = ({ filters }: Hdf5Dataset): string =>
  filters.map(({ id, name }) => DECODERS.get(id) ?? (plain(name) || `filter ${id}`)).join(', ');

/** Some names end with an address; those of a damaged file may contain anything. */
const plain = (name: string) => (/^[^;]*/.exec(name)?.[0] ?? '').replace(/[^\w ().-]/g, '');

/** No dataset below this size is refused for its size. */
const ALWAYS_BYTES = 16 << 20;

/**
 * The most bytes that one dataset of an undamaged file can contain. Deflate reaches 1,032:1; runs of equal bytes compress better
 * with zstd and blosc, and datasets without any chunk are all fill values.
 */
export function mostBytes({ filters }: Hdf5Dataset, fileBytes: number): number {
  const ratio = filters.length === 0 ? 1 : filters.every(({ id }) => id <= 4) ? 1100 : 20_000;
  return Math.max(ALWAYS_BYTES, fileBytes * ratio);
}
