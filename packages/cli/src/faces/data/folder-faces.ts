import { basename, resolve } from 'node:path';
import { type ImageDataset, type ResizeMethod, shuffled, splitByGroup, splitBySeed } from '@csm/datasets';
import { imageFolder } from '@csm/datasets/node';
import { binaryConcepts, type ConceptDefinition, type Faces } from './faces.js';

/** A text column with more values names the pictures or people rather than a concept. */
const MOST_VALUES = 12;
/** The largest number of concepts that get maps unless others are chosen. */
const MOST_SHOWN = 6;
const SHARES = { train: 0.8, validation: 0.1, test: 0.1 };

/** Options of {@link folderFaces}. */
export interface FolderFacesOptions {
  readonly size: number;
  readonly seed: number;
  readonly channels: 1 | 3;
  readonly resize?: ResizeMethod | undefined;
  /** The number of pictures to use, drawn with the seed. Default: all. */
  readonly limit?: number | undefined;
  /** The attribute that says who or what is in a picture; no value of it is in two parts. */
  readonly group?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens any folder of pictures with `attributes.csv`: one concept per column of 0 and 1, and one per value of a column of
 * text, compared with the other values. A tenth of the pictures decides when training stops, and a tenth is held out.
 */
export async function folderFaces(root: string, options: FolderFacesOptions): Promise<Faces> {
  const { size, seed, channels, resize, limit, group, signal } = options;
  const dataset = await imageFolder({ root, size, channels, resize, onBadImage: 'skip', signal });
  const concepts = conceptsOf(dataset, group);
  const ids = limit === undefined ? dataset.ids : drawnIds(dataset.ids, limit, seed);
  const parts = group === undefined ? bySeed(ids, seed) : byGroup(dataset, ids, group, seed);
  return {
    title: basename(resolve(root)),
    dataset,
    ...parts,
    scored: 'held-out pictures',
    concepts,
    ...(group !== undefined && { identity: group }),
    shown: concepts.slice(0, MOST_SHOWN).map(({ name }) => name),
    regions: new Map(),
  };
}

function conceptsOf(dataset: ImageDataset, group: string | undefined): ConceptDefinition[] {
  const texts = [...dataset.attributes.columns].flatMap(([attribute, { values }]) => {
    const names = values.filter((value) => typeof value === 'string');
    if (attribute === group || names.length < 2 || names.length > MOST_VALUES) return [];
    // Of two values, the second concept would be the first one reversed.
    const some = names.length === 2 ? names.slice(1) : names;
    return some.map((value) => ({
      name: `${attribute}=${value}`,
      attribute,
      positive: [value],
      negative: names.filter((other) => other !== value),
    }));
  });
  return [...binaryConcepts(dataset), ...texts];
}

/** Some ids in their order. */
function drawnIds(ids: readonly string[], limit: number, seed: number): string[] {
  const chosen = new Set(shuffled(ids, seed).slice(0, limit));
  return ids.filter((id) => chosen.has(id));
}

function bySeed(ids: readonly string[], seed: number) {
  const split = `random with seed ${seed}: 80 % training, 10 % validation, 10 % held out. Pictures of one person may be in two parts; --groups COLUMN keeps them together`;
  return { ...splitBySeed(ids, { seed, shares: SHARES }), split };
}

function byGroup(dataset: ImageDataset, ids: readonly string[], attribute: string, seed: number) {
  const groups = new Set(dataset.labels(attribute)).size;
  const count = Math.max(1, Math.round(SHARES.test * groups));
  const held = splitByGroup(dataset, { attribute, heldOut: count, seed });
  const used = new Set(ids);
  const test = held.test.filter((id) => used.has(id));
  const seen = held.train.filter((id) => used.has(id));
  const names = [...new Set(dataset.labels(attribute, seen).map(String))].sort();
  const stopping = new Set(shuffled(names, seed).slice(0, names.length > 2 ? count : 0));
  const labels = dataset.labels(attribute, seen).map(String);
  return {
    train: seen.filter((_, i) => !stopping.has(labels[i] ?? '')),
    validation: seen.filter((_, i) => stopping.has(labels[i] ?? '')),
    test,
    split: `by ${attribute}; held out: ${held.heldOut.join(', ')}; validation: ${[...stopping].sort().join(', ') || 'none'}`,
  };
}
