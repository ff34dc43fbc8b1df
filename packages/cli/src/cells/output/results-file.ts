import { join } from 'node:path';
import { addToAnnData, rankGenesGroups, writeAnnData } from '@csm/datasets/node';
import ndarray, { type NdArray } from 'ndarray';
import { isTable } from '../../tissue/data/open-tissue.js';
import type { RankedConcept } from '../analysis/cells-analysis.js';
import type { CellsOptions } from '../cells-options.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { WrittenFile } from './cells-results.js';

const NAME = 'results.h5ad';

/**
 * Writes the results for scanpy: a copy of the `.h5ad`, or a new one with the counts of another source. `obs` gets the score of each concept,
 * `obsm` the latents, `varm` the attributions, and `uns['rank_genes_groups']` the rankings, so that scanpy's plots draw them.
 */
export async function writeResults(
  { out, labels, reference, layer }: Pick<CellsOptions, 'out' | 'labels' | 'reference' | 'layer'>,
  data: CellsData,
  latents: NdArray<Float32Array>,
  concepts: readonly RankedConcept[],
): Promise<WrittenFile> {
  const { counts, h5ad } = data;
  const own = prefixOf(data);
  const to = join(out, NAME);
  const groupby = labels === undefined ? 'concept' : isTable(labels) ? 'Layer' : labels;
  const [first] = concepts;
  const rankings = rankGenesGroups(concepts.map(rankedGroup), {
    ...{ groupby, reference: reference ?? 'rest', method: first?.ranking.method ?? 'attribution' },
  });
  const results = {
    obs: Object.fromEntries(concepts.map(({ file, scores }) => [`${own}_${file}`, scores])),
    obsm: { [`X_${own}`]: latents },
    // The genes of raw may differ from those of var.
    ...(layer !== 'raw' && { varm: { [`${own}_attribution`]: attributions(counts.genes, concepts) } }),
    uns: {
      rank_genes_groups: rankings,
      [`${own}_concepts`]: concepts.map(({ name }) => name),
    },
  };
  try {
    await write(results);
  } catch (error) {
    // An earlier result of scanpy is kept.
    if (!(error instanceof Error && error.message.includes('rank_genes_groups'))) throw error;
    const { rank_genes_groups: ours, ...uns } = results.uns;
    await write({ ...results, uns: { ...uns, [`${own}_rank_genes_groups`]: ours } });
  }
  const content = `${h5ad === undefined ? 'the counts' : 'a copy of the file'} with the results, for scanpy: scores in obs, latents in obsm, attributions in varm, rankings in uns`;
  return { name: NAME, content };

  async function write(
    all: Omit<typeof results, 'uns'> & { readonly uns: Parameters<typeof writeAnnData>[0]['uns'] },
  ) {
    if (h5ad === undefined) await writeAnnData({ to, counts, ...all });
    else await addToAnnData({ from: h5ad, to, counts, ...all });
  }
}

function rankedGroup({ name, ranking, test }: RankedConcept) {
  const { genes, attribution, p, q } = ranking;
  return { group: name, genes, scores: attribution, p, q, logFoldChange: test.logFoldChange };
}

/** `[genes of the data, concepts]`; NaN for genes that the model does not have. */
function attributions(genes: readonly string[], concepts: readonly RankedConcept[]): NdArray<Float32Array> {
  const values = new Float32Array(genes.length * concepts.length).fill(Number.NaN);
  const at = new Map(genes.map((gene, index) => [gene, index]));
  for (const [c, { ranking }] of concepts.entries()) {
    for (const [g, gene] of ranking.genes.entries()) {
      const row = at.get(gene);
      if (row !== undefined) values[row * concepts.length + c] = ranking.attribution[g] ?? Number.NaN;
    }
  }
  return ndarray(values, [genes.length, concepts.length]);
}

/** The beginning of all names: `csm`, or `csm2` … if the file has results of an earlier run. */
function prefixOf({ counts: { spots } }: CellsData): string {
  const taken = Object.keys(spots.columns ?? {});
  for (let n = 1; ; n++) {
    const prefix = n === 1 ? 'csm' : `csm${n}`;
    if (!taken.some((name) => name.startsWith(`${prefix}_`))) return prefix;
  }
}
