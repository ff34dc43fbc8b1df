import type { FuzzReader } from './fuzz-reader.js';

/** All readers of files. Each is imported when it is used, because the memory of a reading process is measured. */
const READERS: Readonly<Record<string, () => Promise<FuzzReader>>> = {
  attributes: async () => (await import('./readers/tables.js')).attributeReader,
  celeba: async () => (await import('./readers/tables.js')).celebaReader,
  'olfactory-bulb': async () => (await import('./readers/spatial.js')).bulbReader,
  visium: async () => (await import('./readers/spatial.js')).visiumReader,
  '10x': async () => (await import('./readers/spatial.js')).tenxReader,
  parquet: async () => (await import('./readers/spatial.js')).parquetReader,
  pictures: async () => (await import('./readers/pictures.js')).pictureReader,
  'spot-image': async () => (await import('./readers/pictures.js')).spotImageReader,
  concepts: async () => (await import('./readers/core.js')).conceptReader,
  npy: async () => (await import('./readers/core.js')).npyReader,
  latents: async () => (await import('./readers/core.js')).latentsReader,
  'layers-model': async () => (await import('./readers/models.js')).layersModelReader,
  keras: async () => (await import('./readers/other-formats.js')).kerasReader,
  'graph-model': async () => (await import('./readers/other-formats.js')).graphModelReader,
  onnx: async () => (await import('./readers/onnx.js')).onnxReader,
  vae: async () => (await import('./readers/models.js')).vaeReader,
  hdf5: async () => (await import('./readers/hdf5.js')).hdf5Reader,
  checkpoint: async () => (await import('./readers/models.js')).checkpointReader,
};

export const READER_NAMES: readonly string[] = Object.keys(READERS);

export async function readerNamed(name: string): Promise<FuzzReader> {
  const reader = READERS[name];
  if (!reader) throw new Error(`fuzz: unknown reader "${name}"; valid readers: ${READER_NAMES.join(', ')}.`);
  return reader();
}
