import { invalidFile, validNames } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Group, Hdf5Source } from '@csm/base/hdf5';
import ndarray, { type NdArray } from 'ndarray';
import { hdf5Blocks } from '../../hdf5/hdf5-blocks.js';
import { datasetAt, describe, groupAt, pathIn } from '../../hdf5/hdf5-values.js';
import { readScalar } from '../../hdf5/read-dataset.js';
import { NO_IMAGES } from '../no-images.js';
import type { TissueImage } from '../tissue-image.js';
import { scaleFactors } from '../visium/scale-factors.js';
import type { ReadAnnDataOptions } from './read-anndata-options.js';

/** The pictures of one library, and the size of its spots. */
export interface AnnDataImages {
  readonly images: TissueImage[];
  readonly diameter: number | undefined;
  /** The number of libraries in the file. The pictures are those of one library. */
  readonly libraryCount: number;
}

/**
 * Reads `uns['spatial'][library]` as scanpy's `read_visium` writes it and squidpy reads it: `images` by name, [height,
 * width, channels], and `scalefactors` with `spot_diameter_fullres` and `tissue_NAME_scalef`. Pixels are read on demand. The
 * result is empty if there is no such entry. With `images: false` only the size of the spots is read, if there is one
 * library or one is chosen.
 *
 * @throws if there are several libraries and none is chosen, and if an image is not a picture or has no scale.
 */
export async function readAnnDataImages(
  where: string,
  file: Hdf5File,
  source: Hdf5Source,
  { library, images = true }: Pick<ReadAnnDataOptions, 'library' | 'images'>,
): Promise<AnnDataImages> {
  const spatial = await file.at('/uns/spatial');
  if (spatial?.kind !== 'group') {
    if (library === undefined) return { images: [], diameter: undefined, libraryCount: 0 };
    throw invalidFile(
      `${where}: expected the library "${library}" in uns['spatial']; there is no uns['spatial'].`,
    );
  }
  const libraries = await groupsIn(file, spatial);
  if (library === undefined && libraries.length > 1) {
    if (!images) return { images: [], diameter: undefined, libraryCount: libraries.length };
    throw invalidFile(
      `${where}: expected one library in uns['spatial']; it has ${libraries.length}: ${libraries.slice(0, 5).join(', ')}; choose one ` +
        'with { library }.',
    );
  }
  if (library !== undefined && !libraries.includes(library)) {
    const hint = validNames('libraries', library, libraries);
    throw invalidFile(`${where}: expected the library "${library}" in uns['spatial']; ${hint}.`);
  }
  const name = library ?? libraries[0];
  if (name === undefined) return { images: [], diameter: undefined, libraryCount: 0 };
  const chosen = await groupAt(where, file, pathIn(spatial, name));
  const factors = await readFactors(where, file, chosen, images);
  const known = { diameter: factors?.spotDiameter, libraryCount: libraries.length };
  const pictures = images ? await file.at(pathIn(chosen, 'images')) : undefined;
  if (pictures?.kind !== 'group') return { images: [], ...known };
  const found: TissueImage[] = [];
  for (const key of pictures.keys) {
    const dataset = await datasetAt(where, file, pathIn(pictures, key));
    found.push(tissueImage(where, dataset, key, factors, source));
  }
  return { images: found.sort((a, b) => b.width - a.width), ...known };
}

async function groupsIn(file: Hdf5File, group: Hdf5Group): Promise<string[]> {
  const names: string[] = [];
  for (const name of group.keys) {
    if ((await file.at(pathIn(group, name)))?.kind === 'group') names.push(name);
  }
  return names;
}

/** The scales of the pictures are only read if the pictures are. */
async function readFactors(
  where: string,
  file: Hdf5File,
  library: Hdf5Group,
  images: boolean,
): Promise<ReturnType<typeof scaleFactors> | undefined> {
  const group = await file.at(pathIn(library, 'scalefactors'));
  if (group?.kind !== 'group') return undefined;
  const entries: [string, unknown][] = [];
  for (const name of group.keys) {
    if (!images && name !== 'spot_diameter_fullres') continue;
    const stored = await file.at(pathIn(group, name));
    if (stored?.kind === 'dataset') entries.push([name, await readScalar(file, stored)]);
  }
  return scaleFactors(entries, `${where}: ${group.path}`);
}

function tissueImage(
  where: string,
  dataset: Hdf5Dataset,
  name: string,
  factors: ReturnType<typeof scaleFactors> | undefined,
  source: Hdf5Source,
): TissueImage {
  const { path, shape } = dataset;
  const [height = 0, width = 0, channels = 0] = shape ?? [];
  if (shape?.length !== 3 || (channels !== 3 && channels !== 4) || width === 0 || height === 0) {
    throw invalidFile(
      `${where}: expected a picture [height, width, 3] in ${path}; it holds ${describe(dataset)}; ${NO_IMAGES}.`,
    );
  }
  const scale = factors?.scales.get(name);
  if (scale === undefined) {
    throw invalidFile(
      `${where}: expected scalefactors/tissue_${name}_scalef, the scale of ${path}; it is missing; ${NO_IMAGES}.`,
    );
  }
  const read = () => source.use(where, (file) => readPixels(where, file, path, [height, width, channels]));
  return { name, width, height, scale, read };
}

/**
 * Pixels from 0 to 255. Bytes are kept as they are; floats are expected from 0 to 1 (scanpy reads pictures with
 * matplotlib's imread).
 */
async function readPixels(
  where: string,
  file: Hdf5File,
  path: string,
  [height, width, channels]: readonly [number, number, number],
): Promise<NdArray<Uint8Array>> {
  const dataset = await datasetAt(where, file, path);
  if (dataset.shape?.join() !== [height, width, channels].join()) {
    throw invalidFile(
      `${where}: expected ${path} of shape [${height}, ${width}, ${channels}], as when the file was opened; it holds ` +
        `${describe(dataset)}; open the changed file again.`,
    );
  }
  const pixels = new Uint8ClampedArray(height * width * 3);
  for await (const { start, values } of hdf5Blocks(where, file, dataset)) {
    const factor = values instanceof Float32Array || values instanceof Float64Array ? 255 : 1;
    let to = start * width * 3;
    for (let from = 0; from < values.length; from += channels) {
      for (let channel = 0; channel < 3; channel++) pixels[to++] = Number(values[from + channel]) * factor;
    }
  }
  return ndarray(new Uint8Array(pixels.buffer), [height, width, 3]);
}
