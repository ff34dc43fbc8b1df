import { basename, join } from 'node:path';
import { contiguous, nearest, someNames, validNames } from '@csm/base';
import { conceptVector } from '@csm/core';
import { type LatentTable, readNpy } from '@csm/core/node';
import { correlatedExamples } from '@csm/core/statistics';
import type { InputSet } from '../inputs/input-set.js';
import { isInside, prefixOf } from '../inputs/with-folders.js';
import { usageError } from '../terminal/usage-error.js';
import { attributeConcepts } from './attribute-concepts.js';
import type { ConceptOptions } from './concept-options.js';
import type { ConceptSource } from './concept-source.js';
import { gmtConcepts, setConcept } from './set-concepts.js';

/** The sources of which a call names one. */
const SOURCES = ['name', 'obs', 'with', 'genes', 'gmt', 'nearest', 'vector'] as const;

/**
 * Checks that a call names at most one source of concepts, before any work.
 * @returns the name of the source; `name` if it names none: all attributes.
 */
export function sourceOf(options: ConceptOptions): (typeof SOURCES)[number] {
  const given = SOURCES.filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw usageError(
      `expected one source of concepts; got --${given.join(' and --')}; run the command once for each.`,
    );
  }
  if ((options.with === undefined) !== (options.without === undefined)) {
    throw usageError(
      `--${options.with ? 'with' : 'without'} needs --${options.with ? 'without' : 'with'} FOLDER, too.`,
    );
  }
  if (options.value !== undefined && options.obs === undefined && options.name?.length !== 1) {
    throw usageError('--value needs --obs COLUMN or one --name.');
  }
  if (options.givenLabels && options.make !== 'meanDifference') {
    throw usageError('--given-labels compares means; it cannot be combined with --make.');
  }
  return given[0] ?? 'name';
}

/** Folders of `--with` and `--without` that are outside the data. */
export function outsideFolders(options: ConceptOptions, inputs: Pick<InputSet, 'ids'>): string[] {
  return [options.with, options.without].flatMap((folder) =>
    folder === undefined || isInside(inputs.ids, folder) ? [] : [folder],
  );
}

/**
 * The concepts that the options name, with their examples.
 * @param inputs the data, together with folders outside them.
 */
export async function conceptSources(
  options: ConceptOptions,
  inputs: Pick<InputSet, 'ids' | 'attributes' | 'kind'>,
  onWarning: (message: string) => void,
): Promise<ConceptSource[]> {
  const { ids } = inputs;
  const kind = sourceOf(options);
  if (kind === 'with') return [folderConcept(options, ids)];
  if (kind === 'gmt' && options.gmt) return gmtConcepts(options.gmt, ids, options.from, onWarning);
  if (kind === 'genes' && options.genes) {
    return [setConcept(options.genes.join(', '), '--genes', options.genes, ids, options.from)];
  }
  if (kind === 'vector' && options.vector) return vectorConcepts(options.vector);
  if (kind === 'nearest' && options.nearest !== undefined)
    return [markerConcept(options.nearest, options, ids)];
  const names = options.obs === undefined ? options.name : [options.obs];
  if (options.obs !== undefined && inputs.kind === 'genes on spots') {
    throw usageError(
      '--obs labels spots, but the samples of this encoder are genes; use csm tissue for the genes of a region, or --genes, --gmt or --nearest.',
    );
  }
  return attributeConcepts(inputs.attributes, names, options);
}

/** The examples of `--nearest`, whose positives are found from the latents. */
export function withNearest(
  source: ConceptSource,
  { ids, latents }: LatentTable,
  count: number,
): ConceptSource {
  if (!source.isChosenByLatents) return source;
  const marker = source.positives[0] ?? '';
  const found = correlatedExamples(latents, ids.indexOf(marker), { count });
  const inside = new Set(found.map(({ index }) => ids[index] ?? ''));
  return { ...source, positives: [...inside], negatives: ids.filter((id) => !inside.has(id)) };
}

function markerConcept(marker: string, { count, from = 'origin' }: ConceptOptions, ids: readonly string[]) {
  if (!ids.includes(marker)) {
    throw usageError(`--nearest: unknown sample "${marker}"; ${validNames('samples', marker, ids)}.`);
  }
  const source = `the ${count} samples nearest to "${marker}"`;
  return { name: marker, source, from, positives: [marker], negatives: [], isChosenByLatents: true };
}

function folderConcept(options: ConceptOptions, ids: readonly string[]): ConceptSource {
  const inFolder = (folder: string) => {
    const prefix = prefixOf(folder);
    const found = ids.filter((id) => id.startsWith(prefix));
    if (found.length > 0) return found;
    const folders = [...new Set(ids.filter((id) => id.includes('/')).map((id) => join(id, '..')))];
    const near = nearest(folder, folders);
    throw usageError(
      `the folder "${folder}" has no samples${near.length > 0 ? `; the data have ${someNames('folder', near)}` : ''}.`,
    );
  };
  const { with: one = '', without: other = '' } = options;
  return {
    name: basename(one),
    source: `folder "${one}" against "${other}"`,
    from: 'rest',
    positives: inFolder(one),
    negatives: inFolder(other),
  };
}

/** The vectors of a `.npy` file. */
async function vectorConcepts(path: string): Promise<ConceptSource[]> {
  const array = await readNpy(path);
  const [rows, size] = array.shape.length === 2 ? array.shape : [1, array.shape[0]];
  if (array.shape.length > 2 || !rows || !size) {
    throw usageError(
      `--vector must be a file of shape [latent size] or [concepts, latent size]; ${path} has [${array.shape.join(', ')}].`,
    );
  }
  const values = contiguous(array);
  const name = basename(path, '.npy');
  return Array.from({ length: rows }, (_, row) => {
    const vector = conceptVector(
      rows === 1 ? name : `${name} ${row}`,
      values.slice(row * size, (row + 1) * size),
    );
    return {
      name: vector.name,
      source: `--vector ${path}`,
      from: 'rest',
      positives: [],
      negatives: [],
      vector,
    };
  });
}
