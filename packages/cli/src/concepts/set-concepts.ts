import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { invalidFile, unreadableFile, validNames } from '@csm/base';
import { usageError } from '../terminal/usage-error.js';
import type { ConceptSource } from './concept-source.js';

/**
 * The concept of a set of samples, such as genes: the mean of the set minus the mean of all others, or with `origin` the mean of the
 * set as in the paper.
 * @throws if a sample is unknown.
 */
export function setConcept(
  name: string,
  source: string,
  members: readonly string[],
  ids: readonly string[],
  from: 'origin' | 'rest' = 'rest',
): ConceptSource {
  const known = new Set(ids);
  const missing = members.find((member) => !known.has(member));
  if (missing !== undefined) {
    throw usageError(`${source}: unknown sample "${missing}"; ${validNames('samples', missing, ids)}.`);
  }
  const inside = new Set(members);
  return { name, source, from, positives: [...inside], negatives: ids.filter((id) => !inside.has(id)) };
}

/**
 * The concepts of a GMT file: one set per line, its name, a description and its genes, separated by tabs. Genes that the data lack are
 * left out, and sets with fewer than two genes in the data, with a warning.
 */
export async function gmtConcepts(
  file: string,
  ids: readonly string[],
  from: 'origin' | 'rest' = 'rest',
  onWarning: (message: string) => void = () => {},
): Promise<ConceptSource[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unreadableFile(file, cause, 'file of gene sets');
  });
  const known = new Set(ids);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const sets = lines.map((line, i) => {
    const [name = '', , ...genes] = line.split('\t').map((cell) => cell.trim());
    if (name !== '' && genes.length > 0) return { name, genes: genes.filter((gene) => known.has(gene)) };
    throw invalidFile(`${file}, line ${i + 1}: expected a name, a description and genes, separated by tabs.`);
  });
  const small = sets.filter(({ genes }) => genes.length < 2);
  if (small.length === sets.length) {
    throw invalidFile(
      `${file}: expected sets of genes that the data have; none of ${sets.length} sets has two of them.`,
    );
  }
  if (small.length > 0) {
    onWarning(
      `${small.length} of ${sets.length} sets of ${file} are left out, because the data have fewer than two of their genes.`,
    );
  }
  return sets
    .filter(({ genes }) => genes.length >= 2)
    .map(({ name, genes }) => setConcept(name, `gene set of ${basename(file)}`, genes, ids, from));
}
