import { invalidFile } from '@csm/base';
import type { FileStore } from '../../files/file-store.js';
import { readPlain } from '../../files/read-plain.js';
import type { PictureDecoder } from '../../images/pictures/picture.js';
import { checkSpotsOnImage } from '../check-spots-on-image.js';
import { NO_IMAGES } from '../no-images.js';
import type { SpatialCounts, Spots } from '../spatial-counts.js';
import { type FeatureMatrix, genesOf } from '../tenx/feature-matrix.js';
import { matrixPath, type OpenHdf5, readMatrix } from '../tenx/read-matrix.js';
import { readPositionsParquet } from './positions-parquet.js';
import type { ReadVisiumOptions } from './read-visium-options.js';
import { readScaleFactors, type ScaleFactors } from './scale-factors.js';
import { isBinBarcode, type TissuePosition } from './tissue-position.js';
import { readTissuePositions } from './tissue-positions.js';
import { findVisiumFiles, type VisiumFiles } from './visium-files.js';
import { visiumImages } from './visium-images.js';

/** The parts that differ between Node and browsers. */
export interface VisiumPlatform {
  readonly hdf5: OpenHdf5;
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
  const found = await findVisiumFiles(where, store, options);
  const files = withImages ? found : { ...found, images: new Map<string, string>() };
  const scaleFactors = await readFactors(where, store, files);
  const positions = await readPositions(where, store, files.positions, signal);
  const path = matrixPath(files.matrix);
  const matrix = await readMatrix(where, store, files.matrix, hdf5, options);
  const spots = {
    ...spotsOf(where, matrix, path, { positions, path: files.positions }, onWarning),
    ...(scaleFactors && { diameter: scaleFactors.spotDiameter }),
  };
  const images = scaleFactors
    ? await visiumImages(where, store, { paths: files.images, scales: scaleFactors.scales }, decoder)
    : [];
  for (const image of images) checkSpotsOnImage(`${where}: ${files.scaleFactors}`, image, spots, onWarning);
  return { spots, ...genesOf(matrix, `${where}: ${path}`, { onWarning }), images };
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

/** Visium HD has too many bins for a table; its positions are in Parquet. */
const MOST_PARQUET_BYTES = 512 * 2 ** 20;

async function readPositions(
  where: string,
  store: FileStore,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, TissuePosition>> {
  const here = { where: `${where}: ${path}`, signal };
  if (!/\.parquet(\.gz)?$/.test(path)) return readTissuePositions(store.stream(path), here);
  const bytes = await readPlain(store, path, { where: here.where, most: MOST_PARQUET_BYTES });
  return readPositionsParquet(bytes, here);
}

/** The spots of the matrix with their positions, joined by barcode. */
function spotsOf(
  where: string,
  { barcodes }: FeatureMatrix,
  pathOfMatrix: string,
  { positions, path }: { readonly positions: ReadonlyMap<string, TissuePosition>; readonly path: string },
  onWarning: (message: string) => void,
): Spots {
  const missing = barcodes.filter((barcode) => !positions.has(barcode));
  if (missing.length > 0) {
    throw invalidFile(
      `${where}: ${path}: expected a position for every barcode of ${pathOfMatrix}; ${missing.length} of ${barcodes.length} (` +
        `${missing[0]}, …) have none among its ${positions.size} barcodes (${[...positions.keys()][0]}, …); use two files of one sample.`,
    );
  }
  const places = barcodes.flatMap((barcode) => positions.get(barcode) ?? []);
  const outside = places.filter(({ inTissue }) => !inTissue).length;
  if (outside > 0) {
    onWarning(`${where}: ${outside} of ${barcodes.length} spots are not under tissue (in_tissue is 0).`);
  }
  const numbers = (pick: (place: TissuePosition) => number) => Float64Array.from(places, pick);
  const pixels = { x: numbers(({ pixelCol }) => pixelCol), y: numbers(({ pixelRow }) => pixelRow) };
  const array = { x: numbers(({ arrayCol }) => arrayCol), y: numbers(({ arrayRow }) => arrayRow) };
  const areBins = isBinBarcode(barcodes[0] ?? '');
  return {
    names: barcodes,
    ...(areBins ? pixels : array),
    layout: areBins ? 'free' : 'hexagonal',
    pixels,
    columns: {
      in_tissue: places.map(({ inTissue }) => inTissue),
      array_row: array.y,
      array_col: array.x,
    },
  };
}
