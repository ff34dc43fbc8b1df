import type { Dataset, Group } from 'h5wasm';
import ndarray, { type NdArray } from 'ndarray';
import { hdf5Blocks } from '../../hdf5/hdf5-blocks.js';
import type { Hdf5Source } from '../../hdf5/hdf5-file.js';
import {
  describe,
  entityAt,
  isDataset,
  isGroup,
  readScalar,
  requireDataset,
  requireGroup,
} from '../../hdf5/hdf5-values.js';
import type { TissueImage } from '../tissue-image.js';
import { type ScaleFactors, scaleFactors } from '../visium/scale-factors.js';

/** The pictures of one library, and the size of its spots. */
export interface AnnDataImages {
  readonly images: TissueImage[];
  readonly diameter: number | undefined;
  /** The libraries that there are; the pictures are those of one. */
  readonly libraryCount: number;
}

/**
 * Reads `uns['spatial'][library]` as scanpy's `read_visium` writes it and squidpy reads it: `images` by name, [height,
 * width, channels], and `scalefactors` with `spot_diameter_fullres` and `tissue_NAME_scalef`. Pixels are read when they
 * are asked for. Nothing where there is no such entry.
 * Throws where there are several libraries and none is chosen, and on a picture that is none or has no scale.
 */
export function readAnnDataImages(
  where: string,
  root: Group,
  source: Hdf5Source,
  library: string | undefined,
): AnnDataImages {
  const spatial = entityAt(root, 'uns/spatial');
  if (!isGroup(spatial)) {
    if (library === undefined) return { images: [], diameter: undefined, libraryCount: 0 };
    throw new Error(`${where}: there is no uns['spatial'], and so no library "${library}"`);
  }
  const libraries = spatial.keys().filter((name) => isGroup(entityAt(spatial, name)));
  if (library === undefined && libraries.length > 1) {
    throw new Error(
      `${where}: uns['spatial'] has ${libraries.length} libraries (${libraries.slice(0, 5).join(', ')}); choose one with { library }`,
    );
  }
  const name = library ?? libraries[0];
  if (name === undefined) return { images: [], diameter: undefined, libraryCount: 0 };
  const chosen = requireGroup(where, spatial, name);
  const factors = readFactors(where, chosen);
  const known = { diameter: factors?.spotDiameter, libraryCount: libraries.length };
  const pictures = entityAt(chosen, 'images');
  if (!isGroup(pictures)) return { images: [], ...known };
  const byWidth = pictures
    .keys()
    .map((key) => tissueImage(where, requireDataset(where, pictures, key), key, factors, source))
    .sort((a, b) => b.width - a.width);
  return { images: byWidth, ...known };
}

function readFactors(where: string, library: Group): ScaleFactors | undefined {
  const group = entityAt(library, 'scalefactors');
  if (!isGroup(group)) return undefined;
  const entries = group.keys().flatMap((name) => {
    const stored = entityAt(group, name);
    return isDataset(stored) ? [[name, readScalar(where, stored)] as const] : [];
  });
  return scaleFactors(entries, `${where}: ${group.path}`);
}

function tissueImage(
  where: string,
  dataset: Dataset,
  name: string,
  factors: ScaleFactors | undefined,
  source: Hdf5Source,
): TissueImage {
  const { path, shape } = dataset;
  const [height = 0, width = 0, channels] = shape ?? [];
  if (shape?.length !== 3 || (channels !== 3 && channels !== 4) || width === 0 || height === 0) {
    throw new Error(
      `${where}: expected a picture [height, width, 3] in ${path}; it holds ${describe(dataset)}`,
    );
  }
  const scale = factors?.scales[name];
  if (scale === undefined) {
    throw new Error(`${where}: ${path} has no scale: scalefactors/tissue_${name}_scalef is missing`);
  }
  const read = () =>
    source.use(where, async (root) => readPixels(where, requireDataset(where, root, path), [height, width]));
  return { name, width, height, scale, read };
}

/** Pixels from 0 to 255: as they are where stored in bytes; floats are from 0 to 1 (matplotlib's imread, in scanpy). */
async function readPixels(
  where: string,
  dataset: Dataset,
  [height, width]: readonly [number, number],
): Promise<NdArray<Uint8Array>> {
  const channels = dataset.shape![2]!;
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
