import { warnOnConsole } from '../../checks/warn.js';
import type { FileStore } from '../../files/file-store.js';
import type { Hdf5Source } from '../../hdf5/hdf5-file.js';
import type { PictureDecoder } from '../../images/pictures/picture.js';
import type { ReadCountsOptions, SpatialCounts, Spots } from '../spatial-counts.js';
import { checkSpotsOnImage } from '../tissue-image.js';
import { type FeatureMatrix, genesOf } from './feature-matrix.js';
import { readFeatureMatrixH5 } from './feature-matrix-h5.js';
import { readFeatureMatrixMtx } from './feature-matrix-mtx.js';
import { readScaleFactors, type ScaleFactors } from './scale-factors.js';
import { readTissuePositions, type TissuePosition } from './tissue-positions.js';
import { findVisiumFiles, type VisiumFiles } from './visium-files.js';
import { visiumImages } from './visium-images.js';

/** What differs between Node and browsers. */
export interface VisiumPlatform {
  readonly hdf5: (path: string) => Promise<Hdf5Source>;
  readonly decoder: () => Promise<PictureDecoder>;
}

/** Reads Space Ranger's files from anywhere. */
export async function readVisiumStore(
  where: string,
  store: FileStore,
  { hdf5, decoder }: VisiumPlatform,
  options: ReadCountsOptions,
): Promise<SpatialCounts> {
  const { signal, onWarning = warnOnConsole } = options;
  const files = await findVisiumFiles(where, store, signal);
  const scaleFactors = await readFactors(where, store, files);
  const positions = await readTissuePositions(store.stream(files.positions), {
    where: `${where}: ${files.positions}`,
    signal,
  });
  const matrixPath = 'h5' in files.matrix ? files.matrix.h5 : files.matrix.mtx;
  const matrix = await readMatrix(where, store, files.matrix, hdf5, options);
  const spots = {
    ...placed(where, matrix, matrixPath, { positions, path: files.positions }, onWarning),
    ...(scaleFactors && { diameter: scaleFactors.spotDiameter }),
  };
  const images = scaleFactors
    ? await visiumImages(where, store, { paths: files.images, scales: scaleFactors.scales }, decoder)
    : [];
  for (const image of images) checkSpotsOnImage(where, image, spots, onWarning);
  return { spots, ...genesOf(matrix, `${where}: ${matrixPath}`, onWarning), images };
}

async function readFactors(
  where: string,
  store: FileStore,
  { scaleFactors: path, images }: VisiumFiles,
): Promise<ScaleFactors | undefined> {
  if (path !== undefined) {
    return readScaleFactors(new TextDecoder().decode(await store.read(path)), `${where}: ${path}`);
  }
  if (images.size === 0) return undefined;
  throw new Error(
    `${where}: found no scalefactors_json.json in ${store.name}, which ${[...images.values()][0]} needs`,
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

/** The spots of the matrix, with their places, joined by barcode. */
function placed(
  where: string,
  { barcodes }: FeatureMatrix,
  matrixPath: string,
  { positions, path }: { readonly positions: ReadonlyMap<string, TissuePosition>; readonly path: string },
  onWarning: (message: string) => void,
): Spots {
  const lost = barcodes.filter((barcode) => !positions.has(barcode));
  if (lost.length > 0) {
    throw new Error(
      `${where}: ${lost.length} of ${barcodes.length} barcodes of ${matrixPath} (${lost[0]}, …) have no place in ${path}, ` +
        `which has ${positions.size} (${[...positions.keys()][0]}, …); take both files of one sample`,
    );
  }
  const places = barcodes.map((barcode) => positions.get(barcode)!);
  const off = places.filter(({ inTissue }) => !inTissue).length;
  if (off > 0)
    onWarning(`${where}: ${off} of ${barcodes.length} spots are not under tissue (in_tissue is 0)`);
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
