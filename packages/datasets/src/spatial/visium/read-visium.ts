import { invalidFile } from '@csm/base';
import type { Hdf5Source } from '@csm/base/hdf5';
import type { FileStore } from '../../files/file-store.js';
import { readPlain } from '../../files/read-plain.js';
import type { PictureDecoder } from '../../images/pictures/picture.js';
import { checkSpotsOnImage } from '../check-spots-on-image.js';
import { NO_IMAGES } from '../no-images.js';
import type { ReadCountsOptions } from '../read-counts-options.js';
import type { SpatialCounts, Spots } from '../spatial-counts.js';
import { type FeatureMatrix, genesOf } from './feature-matrix.js';
import { readFeatureMatrixH5 } from './feature-matrix-h5.js';
import { readFeatureMatrixMtx } from './feature-matrix-mtx.js';
import type { ReadVisiumOptions } from './read-visium-options.js';
import { readScaleFactors, type ScaleFactors } from './scale-factors.js';
import { readTissuePositions, type TissuePosition } from './tissue-positions.js';
import { findVisiumFiles, type VisiumFiles } from './visium-files.js';
import { visiumImages } from './visium-images.js';

/** The parts that differ between Node and browsers. */
export interface VisiumPlatform {
  readonly hdf5: (path: string) => Promise<Hdf5Source>;
  readonly decoder: () => Promise<PictureDecoder>;
}

/** Reads the files of Space Ranger from any file store. */
export async function readVisiumStore(
  where: string,
  store: FileStore,
  { hdf5, decoder }: VisiumPlatform,
  options: ReadVisiumOptions,
): Promise<SpatialCounts> {
  const { signal, images: withImages = true, onWarning = console.warn } = options;
  const found = await findVisiumFiles(where, store, signal);
  const files = withImages ? found : { ...found, images: new Map<string, string>() };
  const scaleFactors = await readFactors(where, store, files);
  const positions = await readTissuePositions(store.stream(files.positions), {
    where: `${where}: ${files.positions}`,
    signal,
  });
  const matrixPath = 'h5' in files.matrix ? files.matrix.h5 : files.matrix.mtx;
  const matrix = await readMatrix(where, store, files.matrix, hdf5, options);
  const spots = {
    ...spotsOf(where, matrix, matrixPath, { positions, path: files.positions }, onWarning),
    ...(scaleFactors && { diameter: scaleFactors.spotDiameter }),
  };
  const images = scaleFactors
    ? await visiumImages(where, store, { paths: files.images, scales: scaleFactors.scales }, decoder)
    : [];
  for (const image of images) checkSpotsOnImage(`${where}: ${files.scaleFactors}`, image, spots, onWarning);
  return { spots, ...genesOf(matrix, `${where}: ${matrixPath}`, onWarning), images };
}

async function readFactors(
  where: string,
  store: FileStore,
  { scaleFactors: path, images }: VisiumFiles,
): Promise<ScaleFactors | undefined> {
  if (path !== undefined) {
    const here = `${where}: ${path}`;
    return readScaleFactors(
      new TextDecoder().decode(await readPlain(store, path, { where: here, most: 2 ** 20 })),
      here,
    );
  }
  const [image] = images.values();
  if (image === undefined) return undefined;
  throw invalidFile(
    `${where}: expected scalefactors_json.json in ${store.name}, with the scale of ${image}; there is no such file; add it, or ${NO_IMAGES}.`,
  );
}

async function readMatrix(
  where: string,
  store: FileStore,
  files: VisiumFiles['matrix'],
  hdf5: VisiumPlatform['hdf5'],
  options: ReadCountsOptions,
): Promise<FeatureMatrix> {
  if ('h5' in files) return readFeatureMatrixH5(await hdf5(files.h5), `${where}: ${files.h5}`, options);
  const named = (name: string) => ({ name, source: store.stream(name) });
  const sources = {
    matrix: named(files.mtx),
    barcodes: named(files.barcodes),
    features: named(files.features),
  };
  return readFeatureMatrixMtx(sources, where, options);
}

/** The spots of the matrix with their positions, joined by barcode. */
function spotsOf(
  where: string,
  { barcodes }: FeatureMatrix,
  matrixPath: string,
  { positions, path }: { readonly positions: ReadonlyMap<string, TissuePosition>; readonly path: string },
  onWarning: (message: string) => void,
): Spots {
  const missing = barcodes.filter((barcode) => !positions.has(barcode));
  if (missing.length > 0) {
    throw invalidFile(
      `${where}: ${path}: expected a position for every barcode of ${matrixPath}; ${missing.length} of ${barcodes.length} (` +
        `${missing[0]}, …) have none among its ${positions.size} barcodes (${[...positions.keys()][0]}, …); use two files of one sample.`,
    );
  }
  const places = barcodes.flatMap((barcode) => positions.get(barcode) ?? []);
  const outside = places.filter(({ inTissue }) => !inTissue).length;
  if (outside > 0) {
    onWarning(`${where}: ${outside} of ${barcodes.length} spots are not under tissue (in_tissue is 0).`);
  }
  const numbers = (pick: (place: TissuePosition) => number) => Float64Array.from(places, pick);
  return {
    names: barcodes,
    x: numbers(({ arrayCol }) => arrayCol),
    y: numbers(({ arrayRow }) => arrayRow),
    layout: 'hexagonal',
    pixels: { x: numbers(({ pixelCol }) => pixelCol), y: numbers(({ pixelRow }) => pixelRow) },
    columns: {
      in_tissue: places.map(({ inTissue }) => inTissue),
      array_row: numbers(({ arrayRow }) => arrayRow),
      array_col: numbers(({ arrayCol }) => arrayCol),
    },
  };
}
