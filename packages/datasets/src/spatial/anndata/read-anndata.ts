import { invalidFile } from '@csm/base';
import type { Hdf5File, Hdf5Source } from '@csm/base/hdf5';
import { keysAt } from '../../hdf5/hdf5-values.js';
import { canonicalCounts } from '../canonical-counts.js';
import { checkSpotsOnImage } from '../check-spots-on-image.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { readAnnDataImages } from './anndata-images.js';
import { readAnnDataLayers, readAnnDataRaw } from './anndata-layers.js';
import { readAnnDataMatrix } from './anndata-matrix.js';
import { readAnnDataTables } from './anndata-tables.js';
import type { ReadAnnDataOptions } from './read-anndata-options.js';

/** Reads AnnData from any source. The options must already be checked. */
export async function readAnnDataSource(
  caller: string,
  source: Hdf5Source,
  options: ReadAnnDataOptions,
): Promise<SpatialCounts> {
  const where = `${caller}: ${source.name}`;
  const { layer, raw = false, labels, spatial = 'spatial', arrays, onWarning = console.warn } = options;
  const { layers, keepRaw = false } = options;
  const path = layer === undefined ? (raw ? 'raw/X' : 'X') : `layers/${layer}`;
  const read = async (file: Hdf5File): Promise<SpatialCounts> => {
    const { spots, genes, ...ids } = await readAnnDataTables(
      { where, file },
      { raw, labels, spatial, arrays, onWarning },
    );
    const { images, diameter, libraryCount } = await readAnnDataImages(where, file, source, options);
    const placed = { ...spots, ...(diameter !== undefined && { diameter }) };
    if (images.length > 0 && libraryCount > 1) {
      onWarning(
        `${where}: uns['spatial'] has ${libraryCount} libraries; the pictures are those of "${options.library}", but the ` +
          `${spots.names.length} spots may belong to all of them; select those of one library with selectSpots.`,
      );
    } else {
      for (const image of images) checkSpotsOnImage(where, image, placed, onWarning);
    }
    const size = { spotCount: spots.names.length, geneCount: genes.length };
    if (size.spotCount === 0 || size.geneCount === 0) {
      throw invalidFile(
        `${where}: expected at least one spot and one gene; got ${size.spotCount} spots and ${size.geneCount} genes.`,
      );
    }
    const entries = await readAnnDataMatrix({ where, file, path, ...size }, options);
    const advice = await adviceOn(file, path);
    const counts = canonicalCounts(entries, { where, spots: spots.names, genes, onWarning, advice });
    if (counts.values.some((value) => !Number.isInteger(value))) {
      const warnOfFractions = await fractionsWarning({ where, file, path, onWarning });
      warnOfFractions();
    }
    const place = { where, file, spots: spots.names, genes, onWarning };
    const kept = keepRaw ? await readAnnDataRaw(place) : undefined;
    return {
      spots: placed,
      genes,
      counts,
      ...ids,
      ...(layers && { layers: await readAnnDataLayers(place, layers) }),
      ...(kept && { raw: kept }),
      images,
    };
  };
  return source.use(where, read, options.signal);
}

/** Where counts may be if a matrix holds negative numbers: the end of a message. */
export async function adviceOn(file: Hdf5File, path: string): Promise<string> {
  const others = await otherMatrices(file, path);
  return `/${path} may be scaled; the counts may be in ${others.slice(0, 5).join(', ') || 'another file'}`;
}

/** Warns of a matrix with values that are not whole numbers, and says where counts may be. */
export async function fractionsWarning(at: {
  readonly where: string;
  readonly file: Hdf5File;
  readonly path: string;
  readonly onWarning: (message: string) => void;
}): Promise<() => void> {
  const { where, file, path, onWarning } = at;
  const others = await otherMatrices(file, path);
  const hint = others.length > 0 ? `; the counts may be in ${others.slice(0, 5).join(', ')}` : '';
  return () =>
    onWarning(
      `${where}: /${path} has values that are not whole numbers; it may be normalised or log-transformed${hint}.`,
    );
}

/** The matrices of a file other than `X` and the one at a path, as options. */
async function otherMatrices(file: Hdf5File, path: string): Promise<string[]> {
  const layers = (await keysAt(file, '/layers')).filter((name) => `layers/${name}` !== path);
  const hasRaw = path !== 'raw/X' && (await file.at('/raw'))?.kind === 'group';
  return [...layers.map((name) => `{ layer: '${name}' }`), ...(hasRaw ? ['{ raw: true }'] : [])];
}
