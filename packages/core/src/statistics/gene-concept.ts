import {
  checkCount,
  checkList,
  checkOneOf,
  checkOptions,
  invalidArgument,
  shown,
  validNames,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';
import { conceptOfExamples } from './concept-of-examples.js';
import { correlatedExamples } from './correlated-examples.js';
import type { GeneConcept, GeneConceptOptions } from './gene-concept-types.js';

/**
 * Makes the concept of a marker gene: the genes whose latents correlate most with the marker's, including the marker, and the
 * mean of their latents. It does in one step what {@link correlatedExamples} and {@link conceptOfExamples} do with rows.
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), with Penk, Doc2g and Kctd12 as markers and 50 genes per concept.
 *
 * @param markers one gene, or several, whose mean latent is then used.
 * @param genes names of the genes, one per row of the latents, such as the `genes` of `geneRasters`.
 * @param latents `[genes, latentSize]`, as `encode` returns them.
 * @returns the concept, its genes, and r, p and q of all genes.
 * @throws if a marker is not one of the genes or is the name of several, if the numbers of genes and latents differ, or if
 * fewer than `count` genes have a correlation; otherwise as {@link correlatedExamples} and {@link conceptOfExamples}.
 *
 * @example
 * const { concept, genes } = geneConcept('Penk', rasters.genes, latents);
 * @category Find a concept
 */
export function geneConcept(
  markers: string | readonly string[],
  genes: readonly string[],
  latents: NdArray,
  options: GeneConceptOptions = {},
): GeneConcept {
  const caller = 'geneConcept';
  checkOptions<GeneConceptOptions>(caller, options, { count: true, name: true, from: true });
  const { count = 50, from = 'origin' } = options;
  checkCount(caller, 'count', count);
  checkOneOf(caller, 'from', from, ['origin', 'rest']);
  checkList(caller, 'genes', genes);
  checkGeneCount(caller, genes.length, checkLatents(caller, 'latents', latents).count);
  const named = typeof markers === 'string' ? [markers] : markers;
  checkList(caller, 'markers', named);
  const rows = markerRows(caller, named, genes);
  const ranking = correlatedExamples(latents, rows, { count: 'all' }).map((example) => ({
    gene: genes[example.index] ?? '',
    ...example,
  }));
  const nearest = ranking.slice(0, count).filter(({ r }) => !Number.isNaN(r));
  checkNearestCount(caller, nearest.length, count, genes.length);
  const { name = named.join(', ') } = options;
  const members = nearest.map(({ index }) => index);
  return { concept: conceptOfExamples(name, latents, members, { from }), genes: nearest, ranking };
}

function checkGeneCount(caller: string, genes: number, latents: number): void {
  if (genes === latents) return;
  throw invalidArgument(
    `${caller}: expected one gene name per latent; got ${genes} names and ${latents} latents; pass the genes of the ` +
      'rasters that were encoded.',
  );
}

function checkNearestCount(caller: string, found: number, count: number, all: number): void {
  if (found >= count) return;
  const remedy =
    found > 0 ? 'pass a smaller count' : 'choose another marker, because the latent of this one is constant';
  throw invalidArgument(
    `${caller}: expected at least ${count} genes with a correlation; got ${found} of ${all}; ${remedy}.`,
  );
}

function markerRows(caller: string, markers: readonly string[], genes: readonly string[]): number[] {
  if (markers.length === 0) throw invalidArgument(`${caller}: expected at least one marker; got none.`);
  const rows = markers.map((marker) => rowOf(caller, marker, genes));
  const again = markers.find((marker, i) => markers.indexOf(marker) !== i);
  if (again === undefined) return rows;
  throw invalidArgument(`${caller}: each marker must be given once; got ${shown(again)} twice.`);
}

function rowOf(caller: string, marker: string, genes: readonly string[]): number {
  const row = genes.indexOf(marker);
  if (row < 0) {
    const hint = typeof marker === 'string' ? validNames('genes', marker, genes) : 'pass its name';
    throw invalidArgument(`${caller}: unknown gene ${shown(marker)}; ${hint}.`);
  }
  const other = genes.indexOf(marker, row + 1);
  if (other < 0) return row;
  throw invalidArgument(
    `${caller}: the gene ${shown(marker)} must be unique; rows ${row} and ${other} have this name; pass one of the rows ` +
      'to correlatedExamples.',
  );
}
