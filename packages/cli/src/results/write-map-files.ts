import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { channelsLast } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import { type ResultColumns, spotTable } from '@csm/datasets';
import { addToAnnData, writeTable } from '@csm/datasets/node';
import { overlay, renderMap } from '@csm/render';
import { writePng } from '@csm/render/node';
import { csvFormatRows } from 'd3-dsv';
import type { InputSet } from '../inputs/input-set.js';
import { methodHeading } from '../methods/method-heading.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import type { ExplainCommandOptions } from './explain-options.js';
import { fileNames } from './file-names.js';
import type { FoundMaps } from './found-maps.js';
import { cellsOf, type DrawnMaps, mapAtSpots, mapFigure } from './map-figure.js';
import { npyRows } from './npy-rows.js';
import { writeFigure } from './write-figure.js';

/** Inputs in a figure. */
const MOST_DRAWN = 6;

/** Genes whose maps are columns of the tables of spots. */
const MOST_COLUMNS = 50;

/** What the files are written from. */
export interface MapResults {
  readonly dataPath: string;
  readonly model: Pick<OpenedModel, 'encoder'>;
  readonly inputs: InputSet;
  readonly ids: readonly string[];
  readonly concepts: readonly ConceptVector[];
  readonly found: readonly FoundMaps[];
  /** The name of a concept's folder. */
  readonly folders: ReadonlyMap<string, string>;
  readonly scores: ReadonlyMap<string, Float32Array>;
}

/** Writes figures, pictures and tables of maps. */
export async function writeMapFiles(
  results: MapResults,
  options: ExplainCommandOptions,
  run: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<void> {
  const { concepts, inputs, found, folders } = results;
  const onProgress = run.progress('Figures');
  for (const [i, { name }] of concepts.entries()) {
    run.signal.throwIfAborted();
    const folder = join(options.out, 'maps', folders.get(name) ?? name);
    const maps = found.filter(({ concept }) => concept === name);
    await writeConceptFigure(results, name, maps, folder);
    if (options.pictures) await writePictures(results, maps, folder, run.signal);
    if (inputs.kind === 'genes on spots') await writeSpots(results, maps, folder);
    else if (inputs.shape.length === 1) await writeFeatures(results, maps, run.signal);
    onProgress({ done: i + 1, total: concepts.length });
  }
  if (options.h5ad) await writeH5ad(results, options.h5ad);
}

async function writeConceptFigure(
  { model, inputs, ids, scores }: MapResults,
  concept: string,
  found: readonly FoundMaps[],
  folder: string,
): Promise<void> {
  const { layout } = model.encoder;
  const drawn = ids.slice(0, MOST_DRAWN);
  const methods: DrawnMaps['methods'][number][] = [];
  for (const { method, description, path } of found) {
    const maps = await npyRows(path, 0, drawn.length, inputs.shape);
    methods.push({ heading: methodHeading(method, description, false), maps });
  }
  await writeFigure(
    join(folder, 'figure'),
    mapFigure({
      ...{ concept, inputs, ids: drawn, methods, scores: scores.get(concept) ?? [] },
      ...(layout && { layout }),
      samples: await inputs.read(drawn),
    }),
  );
}

/** One picture of each map, and one over its input. */
async function writePictures(
  { model, inputs, ids }: MapResults,
  found: readonly FoundMaps[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (inputs.shape.length !== 3) throw usageError('--pictures needs inputs that are pictures.');
  const { layout = 'channelsLast' } = model.encoder;
  const names = fileNames(ids);
  const methods = fileNames(found.map(({ method }) => method));
  for (const { method, path } of found) {
    const into = join(folder, methods.get(method) ?? method);
    await mkdir(into, { recursive: true });
    for (const [i, id] of ids.entries()) {
      signal.throwIfAborted();
      const map = channelsLast((await npyRows(path, i, 1, inputs.shape)).pick(0), layout);
      const image = channelsLast((await inputs.read([id])).pick(0), layout);
      await writePng(join(into, `${names.get(id)}.png`), renderMap(map));
      await writePng(join(into, `${names.get(id)}-overlay.png`), overlay(image, map));
    }
  }
}

/** The maps of genes at the spots, one column per gene and method. */
async function spotColumns({ model, inputs, ids }: MapResults, found: readonly FoundMaps[]) {
  const { counts } = inputs;
  if (!counts) return undefined;
  const { layout } = model.encoder;
  const cells = cellsOf(counts, inputs.shape, layout);
  const columns: Record<string, Float32Array> = {};
  for (const { method, path } of found) {
    const genes = ids.slice(0, MOST_COLUMNS);
    const maps = await npyRows(path, 0, genes.length, inputs.shape);
    for (const [i, gene] of genes.entries())
      columns[`${gene} ${method}`] = mapAtSpots(maps.pick(i), cells, layout);
  }
  return { counts, columns };
}

async function writeSpots(results: MapResults, found: readonly FoundMaps[], folder: string): Promise<void> {
  const spots = await spotColumns(results, found);
  if (!spots) return;
  await writeTable(join(folder, 'spots.csv'), spotTable(spots.counts, spots.columns as ResultColumns));
}

/** The mean map over all inputs, the feature with the largest mean first. */
async function writeFeatures(
  { inputs, ids }: MapResults,
  found: readonly FoundMaps[],
  signal: AbortSignal,
): Promise<void> {
  const size = inputs.shape[0] ?? 0;
  for (const { path } of found) {
    const sums = new Float64Array(size);
    const magnitudes = new Float64Array(size);
    for (let row = 0; row < ids.length; row++) {
      signal.throwIfAborted();
      const { data } = await npyRows(path, row, 1, inputs.shape);
      for (const [k, value] of data.entries()) {
        sums[k] = (sums[k] ?? 0) + value / ids.length;
        magnitudes[k] = (magnitudes[k] ?? 0) + Math.abs(value) / ids.length;
      }
    }
    const order = [...sums.keys()].sort((a, b) => Math.abs(sums[b] ?? 0) - Math.abs(sums[a] ?? 0));
    const rows = order.map((k) => [inputs.features?.[k] ?? `feature ${k}`, `${sums[k]}`, `${magnitudes[k]}`]);
    const csv = csvFormatRows([['feature', 'mean', 'mean_magnitude'], ...rows]);
    await writeTable(path.replace(/\.npy$/, '.csv'), `${csv}\n`);
  }
}

/** @throws if there is no .h5ad that `--h5ad` could copy. */
export function checkH5ad({ tables }: InputSet, dataPath: string): void {
  if (tables && dataPath.endsWith('.h5ad')) return;
  throw usageError('--h5ad writes a copy of an .h5ad with the results; the data are not an .h5ad.');
}

/** A copy of the h5ad with scores and maps. */
async function writeH5ad(results: MapResults, to: string): Promise<void> {
  const { dataPath, inputs, ids, concepts, found, scores } = results;
  const { tables, kind } = inputs;
  // Without tables, checkH5ad has rejected the call.
  if (!tables) return;
  const place = new Map(ids.map((id, i) => [id, i]));
  const scoreOf = (name: string, id: string) => {
    const i = place.get(id);
    return i === undefined ? Number.NaN : (scores.get(name)?.[i] ?? Number.NaN);
  };
  const names = kind === 'genes on spots' ? tables.genes : tables.spots.names;
  const columns = Object.fromEntries(
    concepts.map(({ name }) => [`csm_score_${name}`, Float32Array.from(names, (id) => scoreOf(name, id))]),
  );
  if (kind !== 'genes on spots') {
    await addToAnnData({ from: dataPath, to, counts: tables, obs: columns });
    return;
  }
  const maps: Record<string, Float32Array> = {};
  for (const { name } of concepts) {
    const spots = await spotColumns(
      results,
      found.filter(({ concept }) => concept === name),
    );
    for (const [column, values] of Object.entries(spots?.columns ?? {}))
      maps[`csm_${name}_${column}`] = values;
  }
  await addToAnnData({ from: dataPath, to, counts: tables, obs: maps, var: columns });
}
