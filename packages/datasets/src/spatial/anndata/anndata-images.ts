import { invalidFile, validNames } from '@csm/base';
import type { Hdf5Source } from '@csm/base/hdf5';
import type { Dataset, Group } from 'h5wasm';
import ndarray, { type NdArray } from 'ndarray';
import { hdf5Blocks } from '../../hdf5/hdf5-blocks.js';
import {
  datasetAt,
  describe,
  entityAt,
  groupAt,
  isDataset,
  isGroup,
  readScalar,
} from '../../hdf5/hdf5-values.js';
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
export function readAnnDataImages(
  where: string,
  root: Group,
  source: Hdf5Source,
  { library, images = true }: Pick<ReadAnnDataOptions, 'library' | 'images'>,
): AnnDataImages {
  const spatial = entityAt(root, 'uns/spatial');
  if (!isGroup(spatial)) {
    if (library === undefined) return { images: [], diameter: undefined, libraryCount: 0 };
    throw invalidFile(
      `${where}: expected the library "${library}" in uns['spatial']; there is no uns['spatial'].`,
    );
  }
  const libraries = spatial.keys().filter((name) => isGroup(entityAt(spatial, name)));
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
  const chosen = groupAt(where, spatial, name);
  const factors = readFactors(where, chosen, images);
  const known = { diameter: factors?.spotDiameter, libraryCount: libraries.length };
  const pictures = entityAt(chosen, 'images');
  if (!images || !isGroup(pictures)) return { images: [], ...known };
  const byWidth = pictures
    .keys()
    .map((key) => tissueImage(where, datasetAt(where, pictures, key), key, factors, source))
    .sort((a, b) => b.width - a.width);
  return { images: byWidth, ...known };
}

/** The scales of the pictures are only read if the pictures are. */
function readFactors(
  where: string,
  library: Group,
  images: boolean,
): ReturnType<typeof scaleFactors> | undefined {
  const group = entityAt(library, 'scalefactors');
  if (!isGroup(group)) return undefined;
  const names = group.keys().filter((name) => images || name === 'spot_diameter_fullres');
  const entries = names.flatMap((name) => {
    const stored = entityAt(group, name);
    return isDataset(stored) ? [[name, readScalar(where, stored)] as const] : [];
  });
  return scaleFactors(entries, `${where}: ${group.path}`);
}

function tissueImage(
  where: string,
  dataset: Dataset,
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
  const read = () =>
    source.use(where, (root) => readPixels(where, datasetAt(where, root, path), [height, width, channels]));
  return { name, width, height, scale, read };
}

/**
 * Pixels from 0 to 255. Bytes are kept as they are; floats are expected from 0 to 1 (scanpy reads pictures with
 * matplotlib's imread).
 */
async function readPixels(
  where: string,
  dataset: Dataset,
  [height, width, channels]: readonly [number, number, number],
): Promise<NdArray<Uint8Array>> {
  const pixels = new Uint8ClampedArray(height * width * 3);
  for await (const { start, values } of hdf5Blocks(where, dataset, undefined)) {
    const factor = values instanceof Float32Array || values instanceof Float64Array ? 255 : 1;
    let to = start * width * 3;
    for (let from = 0; from < values.length; from += channels) {
      for (let channel = 0; channel < 3; channel++) pixels[to++] = Number(values[from + channel]) * factor;
    }
  }
  return ndarray(new Uint8Array(pixels.buffer), [height, width, 3]);
}
