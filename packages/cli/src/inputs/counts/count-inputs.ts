import type { SpatialCounts } from '@csm/datasets';
import { openAnnData, openOlfactoryBulb, openVisium } from '@csm/datasets/node';
import { sha256 } from '../../run/run-record.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { sampleAttributes } from '../attributes-by-id.js';
import type { DataKind } from '../data-kind.js';
import type { DataOptions } from '../data-options.js';
import type { InputSet, InputSource } from '../input-set.js';
import type { InputsFor } from '../inputs-for.js';
import { takesPictures } from '../picture-shape.js';
import { cellInputs } from './cell-inputs.js';
import { geneInputs } from './gene-inputs.js';
import { obsAttributes } from './obs-attributes.js';

/** Counts of genes: with an encoder of vectors the cells are the samples, with one of pictures the genes. */
export async function countInputs(
  data: DataKind,
  encoder: InputsFor,
  run: CommandRun,
  options: DataOptions,
): Promise<InputSet> {
  const asPictures = takesPictures(encoder);
  const { counts, sources } = await openCounts(data, asPictures, run, options);
  const samples = asPictures
    ? await geneInputs(data.path, counts, encoder, run, options)
    : await cellInputs(data.path, counts, encoder, options);
  const given = await sampleAttributes(options.attributes, options.idColumn, samples.ids, run);
  const attributes = given.attributes ?? (asPictures ? undefined : obsAttributes(counts));
  return { ...samples, attributes, sources: [...sources, ...given.sources] };
}

async function openCounts(
  { kind, path }: DataKind,
  needsPositions: boolean,
  run: CommandRun,
  { layer }: DataOptions,
): Promise<{ counts: SpatialCounts; sources: InputSource[] }> {
  const { signal, warn } = run;
  const watchers = { signal, onWarning: warn, onProgress: run.progress('counts') };
  if (kind === 'ST') {
    const { counts, countsFile } = await openOlfactoryBulb(path, watchers);
    return { counts, sources: [{ path: countsFile, sha256: await sha256(countsFile) }] };
  }
  if (kind === 'Visium') {
    const counts = await openVisium(path, { ...watchers, images: false });
    return { counts, sources: [{ path, files: counts.spots.names.length }] };
  }
  const counts = await openAnnData(path, {
    ...watchers,
    images: false,
    ...(needsPositions ? {} : { spatial: false }),
    ...(layer === 'raw' ? { raw: true } : { layer }),
  });
  return { counts, sources: [{ path, sha256: await sha256(path) }] };
}
