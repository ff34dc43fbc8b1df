import { createReadStream } from 'node:fs';
import { unreadableFile, validNames } from '@csm/base';
import {
  type CellArray,
  type CellGroup,
  geneSetScores,
  labelGroups,
  proteinGroups,
  readGeneSets,
  topBottomGroup,
} from '@csm/datasets';
import type { CommandRun } from '../../terminal/command-run.js';
import { inFlags } from '../../terminal/in-flags.js';
import { usageError } from '../../terminal/usage-error.js';
import { isTable } from '../../tissue/data/open-tissue.js';
import type { CellsOptions } from '../cells-options.js';
import { type CellsData, numberColumn, PROTEINS, textColumn } from './open-cells-data.js';
import { proteinRule } from './protein-rule.js';

/** The concepts of a run. */
export interface ConceptGroups {
  readonly groups: readonly CellGroup[];
  /** What was left out, and why. */
  readonly leftOut: readonly string[];
}

/** Without `--value`, at most this many labels or gene sets become concepts. */
const MOST_CONCEPTS = 12;
const MINIMUM = 10;

/** Makes the concepts of the source that the options name. Cells without a donor or batch are in no concept. */
export async function conceptGroups(
  data: CellsData,
  options: CellsOptions,
  known: readonly (readonly (string | null)[] | undefined)[],
  command: CommandRun,
): Promise<ConceptGroups> {
  const leftOut: string[] = [];
  const all = await sourceGroups(data, options, leftOut, command);
  const shown = options.value === undefined ? largest(all) : all;
  const names = all.filter((group) => !shown.includes(group)).map(({ name }) => name);
  if (names.length > 0) {
    leftOut.push(
      `Only the ${shown.length} concepts with the most ${data.noun}s were ranked; --value chooses others: ${names.join(', ')}.`,
    );
  }
  const columns = known.filter((column) => column !== undefined);
  const isKnown = (cell: number) => columns.every((column) => column[cell] != null);
  const groups = shown.flatMap((group) => {
    const positives = group.positives.filter(isKnown);
    const negatives = group.negatives.filter(isKnown);
    const few = Math.min(positives.length, negatives.length);
    if (few >= (options.minCells ?? MINIMUM)) return [{ ...group, positives, negatives }];
    leftOut.push(`${group.name}: only ${few} ${data.noun}s on a side have a donor and a batch.`);
    return [];
  });
  if (groups.length > 0) return { groups, leftOut };
  throw usageError(
    `no concept has enough ${data.noun}s: ${leftOut.join(' ')} Pass a smaller --min-cells, or other concepts.`,
  );
}

/** The concepts with the most cells, in their order. */
function largest(groups: readonly CellGroup[]): readonly CellGroup[] {
  if (groups.length <= MOST_CONCEPTS) return groups;
  const bySize = [...groups].sort((a, b) => b.positives.length - a.positives.length);
  const kept = new Set(bySize.slice(0, MOST_CONCEPTS));
  return groups.filter((group) => kept.has(group));
}

async function sourceGroups(
  data: CellsData,
  options: CellsOptions,
  leftOut: string[],
  command: CommandRun,
): Promise<CellGroup[]> {
  const { labels, protein, geneSets, along, value, reference, minCells: minimum = MINIMUM } = options;
  const onWarning = (text: string) => leftOut.push(inFlags(text));
  if (labels !== undefined) {
    const known = textColumn(data, '--labels', labels);
    const unknown = known.filter((label) => label === null).length;
    if (unknown > 0) {
      leftOut.push(
        `${unknown} of ${known.length} ${data.noun}s have no label in "${labels}"; they are on neither side.`,
      );
    }
    for (const [flag, names] of Object.entries({
      '--value': value,
      '--reference': reference && [reference],
    })) {
      for (const name of names || []) checkLabel(flag, name, labels, known);
    }
    return labelGroups(data.counts.spots, isTable(labels) ? 'labels' : labels, {
      values: value,
      reference,
      minimum,
      onWarning,
    });
  }
  if (protein !== undefined) {
    return proteinGroups(proteinsOf(data), definitionsOf(protein), { minimum });
  }
  if (along !== undefined) return [topBottomGroup(along, numberColumn(data, '--along', along), { minimum })];
  return setGroups(data, geneSets ?? '', { value, minimum, leftOut }, command);
}

function proteinsOf({ counts, proteins = PROTEINS, path }: CellsData): CellArray {
  const array = counts.spots.arrays?.[proteins];
  if (array?.names !== undefined) return array;
  throw usageError(
    `--protein: the columns of obsm['${proteins}'] of ${path} have no names; write it as a data frame in Python, or their names to uns['protein_names'].`,
  );
}

function definitionsOf(protein: readonly string[]): Readonly<Record<string, string>> {
  const rules = protein.map(proteinRule);
  const duplicate = rules.find(({ name }, i) => rules.findIndex((rule) => rule.name === name) !== i);
  if (duplicate !== undefined) throw usageError(`--protein names "${duplicate.name}" twice; name it once.`);
  return Object.fromEntries(rules.map(({ name, definition }) => [name, definition]));
}

function checkLabel(flag: string, name: string, column: string, values: readonly (string | null)[]): void {
  const labels = [...new Set(values)].filter((label) => label !== null).sort();
  if (labels.includes(name)) return;
  throw usageError(`${flag}: "${column}" has no label "${name}"; ${validNames('labels', name, labels)}.`);
}

/** One concept per gene set: cells that express it most against those that express it least. */
async function setGroups(
  data: CellsData,
  path: string,
  {
    value,
    minimum,
    leftOut,
  }: { readonly value?: readonly string[] | undefined; readonly minimum: number; readonly leftOut: string[] },
  { signal }: CommandRun,
): Promise<CellGroup[]> {
  const sets = await geneSetsOf(path, signal);
  const names = sets.map(({ name }) => name);
  for (const name of value ?? []) {
    if (!names.includes(name)) {
      throw usageError(
        `--value: ${path} has no gene set "${name}"; ${validNames('gene sets', name, names)}.`,
      );
    }
  }
  const groups: CellGroup[] = [];
  for (const { name, genes } of sets) {
    if (value !== undefined && !value.includes(name)) continue;
    signal.throwIfAborted();
    try {
      const scores = geneSetScores(data.counts, genes, { seed: 0, onWarning: () => {} });
      groups.push(topBottomGroup(name, scores, { minimum }));
    } catch (error) {
      // One set without genes in the data must not stop the others.
      if (value !== undefined || !(error instanceof Error)) throw error;
      leftOut.push(inFlags(error.message));
    }
  }
  return groups;
}

/** The gene sets of a `.gmt` file. */
export async function geneSetsOf(path: string, signal: AbortSignal) {
  const stream = createReadStream(path);
  stream.on('error', () => {});
  try {
    return await readGeneSets(stream, { name: path, signal });
  } catch (cause) {
    if (cause instanceof Error && (cause as NodeJS.ErrnoException).syscall !== undefined) {
      throw unreadableFile(path, cause);
    }
    throw cause;
  }
}
