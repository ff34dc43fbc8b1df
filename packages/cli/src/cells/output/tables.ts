import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { conceptVector } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { csvFormat } from 'd3-dsv';
import type { RankedConcept } from '../analysis/cells-analysis.js';
import { firstGenes } from '../analysis/first-genes.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { WrittenFile } from './cells-results.js';

/** Writes all numbers as CSV, and the certificates and concept vectors as JSON. */
export async function writeTables(
  out: string,
  data: CellsData,
  concepts: readonly RankedConcept[],
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  const text = async (name: string, content: string, written: string) => {
    await writeAtomically(join(out, name), written);
    files.push({ name, content });
  };
  for (const concept of concepts) {
    const { name, file, enrichment, certificate } = concept;
    await text(`genes-${file}.csv`, `all genes of the model, ranked for ${name}`, rankingTable(concept));
    if (enrichment) {
      await text(`gene-sets-${file}.csv`, `gene sets in the ranking of ${name}`, csv(enrichment));
    }
    await text(
      `certificate-${file}.json`,
      `verdict, questions and answers for ${name}`,
      `${JSON.stringify(certificate, null, 2)}\n`,
    );
  }
  await text(`scores.csv`, `the score of every ${data.noun} for every concept`, scoreTable(data, concepts));
  await saveConcepts(
    join(out, 'concepts.json'),
    concepts.map(({ name, vector }) => conceptVector(name, vector)),
  );
  files.push({ name: 'concepts.json', content: 'the concept vectors, for loadConcepts of @csm/core/node' });
  return files;
}

function rankingTable({ ranking, test, others }: RankedConcept): string {
  const { genes, attribution, standardError, donorStandardError, agreement, p, q, specificity } = ranking;
  const rows = firstGenes(attribution, genes.length).map((gene, i) => ({
    rank: i + 1,
    gene: genes[gene],
    attribution: attribution[gene],
    standard_error: standardError[gene],
    ...(donorStandardError && { donor_standard_error: donorStandardError[gene] }),
    agreement: agreement[gene],
    ...(p && { p: p[gene] }),
    ...(q && { q: q[gene] }),
    ...(specificity && { specificity_z: specificity.z[gene], specificity_q: specificity.q[gene] }),
    log2_fold_change: test.logFoldChange[gene],
    wilcoxon_z: test.z[gene],
    wilcoxon_q: test.q[gene],
    wilcoxon_rank: test.rank[gene],
    ...Object.fromEntries(
      others.map((other) => [`attribution_${columnName(other.model)}`, other.attribution[gene]]),
    ),
  }));
  return csv(rows);
}

function scoreTable({ counts, noun }: CellsData, concepts: readonly RankedConcept[]): string {
  return csv(
    counts.spots.names.map((name, cell) => ({
      [noun]: name,
      ...Object.fromEntries(concepts.map((concept) => [concept.name, concept.scores[cell]])),
    })),
  );
}

const csv = (rows: readonly object[]) => `${csvFormat([...rows])}\n`;

const columnName = (text: string) => text.replaceAll(' ', '_');
