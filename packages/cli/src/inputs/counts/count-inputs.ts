import { type Cells, cellsOf, type SpatialCounts } from '@csm/datasets';
import { open10x, openAnnData, openCells, openOlfactoryBulb, openVisium } from '@csm/datasets/node';
import { sampleAttributes } from '../attributes-by-id.js';
import type { DataKind } from '../data-kind.js';
import type { CountValues, DataOptions } from '../data-options.js';
import type { InputSet, InputSource } from '../input-set.js';
import type { InputsFor } from '../inputs-for.js';
import { fileSource, type OpeningRun } from '../opening-run.js';
import { takesPictures } from '../picture-shape.js';
import { cellInputs } from './cell-inputs.js';
import { countsHash } from './counts-hash.js';
import { geneInputs } from './gene-inputs.js';
import { obsAttributes } from './obs-attributes.js';

/** Counts of genes: with an encoder of vectors the cells are the samples, with one of pictures the genes. */
export async function countInputs(
  data: DataKind,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<InputSet> {
  const counts = countsFor(encoder, options, run);
  const { samples, own, sources } = takesPictures(encoder)
    ? await samplesOfGenes(data, encoder, run, { ...options, counts })
    : await samplesOfCells(data, encoder, run, { ...options, counts });
  const given = await sampleAttributes(options.attributes, options.idColumn, samples.ids, run);
  return { ...samples, attributes: given.attributes ?? own, sources: [...sources, ...given.sources] };
}

/** The values that `--counts` or the model names. Warns of values that the model was not trained on. */
export function countsFor(
  encoder: Pick<InputsFor, 'counts'>,
  { counts = encoder.counts }: Pick<DataOptions, 'counts'>,
  { warn }: Pick<OpeningRun, 'warn'>,
): CountValues | undefined {
  if (encoder.counts !== undefined && counts !== encoder.counts) {
    warn(`the model was trained with --counts ${encoder.counts}; it now gets ${counts}.`);
  }
  return counts;
}

/** The samples of counts, the attributes that the counts have, and their files. */
interface Samples {
  readonly samples: Omit<InputSet, 'attributes' | 'sources'>;
  readonly own?: InputSet['attributes'];
  readonly sources: readonly InputSource[];
}

async function samplesOfGenes(
  data: DataKind,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<Samples> {
  const { counts, sources } = await openCounts(data, run, options);
  return { samples: await geneInputs(data.path, counts, encoder, run, options), sources };
}

async function samplesOfCells(
  data: DataKind,
  encoder: InputsFor,
  run: OpeningRun,
  options: DataOptions,
): Promise<Samples> {
  const { cells, sources } = await openSomeCells(data, run, options);
  const samples = await cellInputs(data.path, cells, encoder, options);
  return { samples, own: run.rowsOnly ? undefined : obsAttributes(cells), sources };
}

/** The cells of an `.h5ad` are read on demand until the run ends; other data are read into memory. */
export async function openSomeCells(
  data: DataKind,
  run: OpeningRun,
  options: DataOptions,
): Promise<{ cells: Cells; sources: InputSource[] }> {
  if (data.kind !== 'h5ad') {
    const { counts, sources } = await openCounts(data, run, options);
    return { cells: cellsOf(counts), sources };
  }
  const { signal, warn } = run;
  const matrix = matrixOf(options);
  const cells = await openCells(data.path, { signal, onWarning: warn, spatial: false, ...matrix });
  run.atEnd(() => cells.close());
  return { cells, sources: [await fileSource(run, data.path)] };
}

async function openCounts(
  { kind, path }: DataKind,
  run: OpeningRun,
  options: DataOptions,
): Promise<{ counts: SpatialCounts; sources: InputSource[] }> {
  const { signal, warn } = run;
  const watchers = { signal, onWarning: warn, onProgress: run.progress('counts') };
  if (kind === 'ST') {
    const { counts, countsFile } = await openOlfactoryBulb(path, watchers);
    return { counts, sources: [await fileSource(run, countsFile)] };
  }
  const { sample, raw, bin, genome } = options;
  if (kind === 'Visium') {
    const counts = await openVisium(path, { ...watchers, images: false, sample, raw, bin });
    return { counts, sources: [{ path, sha256: countsHash(counts) }] };
  }
  if (kind === '10x') {
    const counts = await open10x(path, { ...watchers, sample, raw, genome });
    return { counts, sources: [{ path, sha256: countsHash(counts) }] };
  }
  const counts = await openAnnData(path, { ...watchers, images: false, ...matrixOf(options) });
  return { counts, sources: [await fileSource(run, path)] };
}

/** The matrix of an `.h5ad` that `--layer` names. */
export const matrixOf = ({ layer }: Pick<DataOptions, 'layer'>) =>
  layer === 'raw' ? { raw: true } : { layer };
