import { fileName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { writeNpy } from '@csm/core/node';
import {
  type GeneRasters,
  geneCounts,
  geneTable,
  meanAtSpots,
  type SpatialCounts,
  spotTable,
} from '@csm/datasets';
import type { EpochResult } from '@csm/models';
import { csvFormat } from 'd3-dsv';
import type { NdArray } from 'ndarray';
import type { ConceptResult } from '../analysis.js';

/** A file of the folder, and what it contains. */
export interface WrittenFile {
  readonly name: string;
  readonly content: string;
}

/** What the tables contain. */
export interface Numbers {
  readonly counts: SpatialCounts;
  readonly rasters: GeneRasters;
  readonly latents: NdArray<Float32Array>;
  readonly concepts: readonly ConceptResult[];
  readonly history: readonly EpochResult[];
}

/** Writes all numbers: latents and maps as `.npy`, everything else as CSV. */
export async function writeNumbers(folder: string, numbers: Numbers): Promise<WrittenFile[]> {
  const { counts, rasters, latents, concepts, history } = numbers;
  const files: WrittenFile[] = [];
  const text = async (name: string, content: string, table: string) => {
    await writeAtomically(`${folder}/${name}`, table);
    files.push({ name, content });
  };
  const [geneCount = 0, latentSize = 0] = latents.shape;
  await writeNpy(`${folder}/latents.npy`, latents);
  files.push({
    name: 'latents.npy',
    content: `latents of all genes, [${geneCount}, ${latentSize}], float32; rows as in genes.csv`,
  });
  const rows = rasters.genes.map((_, row) => row);
  await text(
    'genes.csv',
    'the genes in the order of the latents, with total counts and number of spots',
    geneTable(counts, { row: rows }, rasters.genes),
  );
  await text('scores.csv', 'concept score of every gene for every concept', scoreTable(rasters, concepts));
  for (const concept of concepts) {
    const { name: gene } = concept.marker;
    await text(
      `concept-${fileName(gene)}.csv`,
      `the ${concept.found.genes.length} genes of the concept ${gene}: r, p, q and concept score`,
      conceptTable(concept),
    );
    await text(
      `genes-${fileName(gene)}.csv`,
      `the same for all ${concept.found.ranking.length.toLocaleString('en')} genes, by decreasing r`,
      rankingTable(counts, concept),
    );
    await text(
      `spots-${fileName(gene)}.csv`,
      `one row per spot: position, counts of ${concept.marker.genes[0]} and ${concept.shown.gene}, decoded concept and mean maps`,
      spotsTable(counts, concept),
    );
    for (const { method, rasters: maps } of concept.maps) {
      const name = `maps-${fileName(gene)}-${fileName(method.key)}.npy`;
      await writeNpy(`${folder}/${name}`, maps);
      files.push({
        name,
        content: `maps by ${method.name}, [${maps.shape.join(', ')}]; one per row of concept-${fileName(gene)}.csv`,
      });
    }
  }
  if (history.length > 0) await text('training.csv', 'losses of each epoch', trainingTable(history));
  return files;
}

function conceptTable({ found, scores }: ConceptResult): string {
  const rows = found.genes.map(({ gene, index, r, p, q }, i) => ({
    rank: i + 1,
    gene,
    ...{ r, p, q },
    score: scores[index],
  }));
  return `${csvFormat(rows)}\n`;
}

function rankingTable(counts: SpatialCounts, { found, scores }: ConceptResult): string {
  const { ranking } = found;
  const columns = {
    row: ranking.map(({ index }) => index),
    rank: ranking.map((_, i) => i + 1),
    r: ranking.map(({ r }) => r),
    p: ranking.map(({ p }) => p),
    q: ranking.map(({ q }) => q),
    score: ranking.map(({ index }) => scores[index]!),
    in_concept: ranking.map((_, i) => (i < found.genes.length ? 1 : 0)),
  };
  return geneTable(
    counts,
    columns,
    ranking.map(({ gene }) => gene),
  );
}

function scoreTable({ genes }: GeneRasters, concepts: readonly ConceptResult[]): string {
  const rows = genes.map((gene, row) => ({
    gene,
    ...Object.fromEntries(concepts.map(({ marker, scores }) => [`score_${marker.name}`, scores[row]])),
  }));
  return `${csvFormat(rows)}\n`;
}

function spotsTable(
  counts: SpatialCounts,
  { marker, shown, shownAt, decodedAtSpots, maps }: ConceptResult,
): string {
  const genes = [...new Set([marker.genes[0] ?? '', shown.gene])];
  return spotTable(counts, {
    ...Object.fromEntries(genes.map((gene) => [`counts_${gene}`, geneCounts(counts, gene)])),
    decoded_concept: decodedAtSpots,
    ...Object.fromEntries(
      maps.flatMap(({ method, maps: each }) => [
        [`mean_map_${method.key}`, meanAtSpots(each)],
        [`map_${shown.gene}_${method.key}`, each[shownAt]!],
      ]),
    ),
  });
}

function trainingTable(history: readonly EpochResult[]): string {
  const rows = history.map(({ epoch, loss, reconstruction, kl, seconds }) => ({
    ...{ epoch, loss, reconstruction, kl },
    seconds: seconds.toFixed(2),
  }));
  return `${csvFormat(rows)}\n`;
}
