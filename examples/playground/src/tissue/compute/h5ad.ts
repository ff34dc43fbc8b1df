import { conceptScores } from '@csm/core';
import { type AnnDataResults, addToAnnDataBytes, rankGenesGroups, writeAnnDataBytes } from '@csm/datasets';
import ndarray from 'ndarray';
import { currentConcept, currentModel } from '../../session/session.js';
import type { TissueRanking } from './rank.js';
import { currentTissue } from './view.js';

/** Attempts to find free names: csm_score, csm_score_2 … if the file has results of earlier concepts. */
const MOST_TRIES = 20;

/**
 * The tissue as `.h5ad` with the scores, labels and gene ranking of the current concept: a copy of the user's file, or a new file for
 * the drawn tissue.
 */
export async function tissueWithResults(ranking: TissueRanking): Promise<Uint8Array> {
  const { tissueFile } = currentModel();
  const tissue = currentTissue();
  for (let turn = 1; ; turn++) {
    const results = resultsOf(ranking, turn === 1 ? '' : `_${turn}`);
    try {
      return tissueFile === undefined
        ? await writeAnnDataBytes({ counts: tissue, ...results })
        : await addToAnnDataBytes({ from: tissueFile, counts: tissue, ...results });
    } catch (error) {
      if (turn === MOST_TRIES || !(error as Error).message.includes('is taken')) throw error;
    }
  }
}

/**
 * `obs`: the score and the side of each spot; `var`: the attribution of each gene, NaN where the model lacks it; `obsm`: the latents;
 * `uns`: the ranking in the form of scanpy's `rank_genes_groups`.
 */
function resultsOf({ concept, method, genes }: TissueRanking, end: string): AnnDataResults {
  const { latents } = currentModel();
  const { vector, with: positives, without: negatives } = currentConcept();
  const tissue = currentTissue();
  const sides: (string | null)[] = tissue.spots.names.map(() => null);
  for (const row of positives) sides[row] = concept;
  for (const row of negatives) sides[row] = 'without';
  const attributions = new Map(genes.map(({ gene, attribution }) => [gene, attribution]));
  const group = {
    group: concept,
    genes: genes.map(({ gene }) => gene),
    scores: genes.map(({ attribution }) => attribution),
    logFoldChange: genes.map(({ logFoldChange }) => logFoldChange),
  };
  return {
    obs: {
      [`csm_score${end}`]: Float32Array.from(conceptScores(latents, [vector]).data),
      ...(positives.length > 0 && { [`csm_concept${end}`]: sides }),
    },
    var: {
      [`csm_attribution${end}`]: Float32Array.from(
        tissue.genes,
        (gene) => attributions.get(gene) ?? Number.NaN,
      ),
    },
    obsm: { [`csm_latent${end}`]: ndarray(latents.data, latents.shape, latents.stride, latents.offset) },
    uns: {
      [`csm_rank_genes_groups${end}`]: rankGenesGroups([group], {
        groupby: `csm_concept${end}`,
        reference: 'without',
        method,
      }),
      [`csm_concept_vector${end}`]: vector.vector,
    },
  };
}
