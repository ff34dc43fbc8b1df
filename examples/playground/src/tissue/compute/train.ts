import { encode } from '@csm/core';
import { cellMatrix, cellsOf, highlyVariableGenes, type SpatialCounts, selectSamples } from '@csm/datasets';
import { disposeVae, geneVae, recomputeBatchNorm, trainVae } from '@csm/models';
import { countNotes } from '../../data/inputs/count-notes.js';
import type { JobRun } from '../../session/in-job.js';
import { currentSession, type Session } from '../../session/session.js';
import { geneModels } from '../gene-models.js';
import { geneMeans, tissueModel, tissueTraining } from '../tissue-model.js';
import { currentTissue } from './view.js';

/** More genes and spots make training in a page slow, and the latents hardly better. */
const [MOST_GENES, MOST_SPOTS] = [500, 4000];
/** Spots that the model sees in total, over all epochs. */
const SHOWN = 63_000;

/** Trains a small gene VAE on the loaded tissue. @returns the session with this model. */
export async function trainOnTissue({ signal, onProgress }: JobRun): Promise<Session> {
  const session = currentSession();
  const tissue = currentTissue();
  const genes = await modelledGenes(tissue, signal);
  const inputs = await cellMatrix(cellsOf(tissue), { genes });
  const spots = inputs.shape[0] ?? 0;
  const every = Math.ceil(spots / MOST_SPOTS);
  const shown = Array.from({ length: Math.ceil(spots / every) }, (_, i) => i * every);
  const trained = selectSamples(inputs, shown);
  const means = geneMeans(inputs);
  const vae = geneVae({ ...tissueModel, genes: genes.length, geneMeans: means, seed: 1 });
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  try {
    const epochs = Math.min(tissueTraining.epochs, Math.ceil(SHOWN / shown.length));
    await trainVae(vae, trained, { ...tissueTraining, epochs, seed: 1, signal, onProgress, onWarning });
    await recomputeBatchNorm(vae, trained, { signal, onWarning });
    const models = geneModels(
      vae,
      means.reduce((sum, mean) => sum + mean, 0),
    );
    return {
      ...session,
      ...models,
      inputs,
      featureNames: genes,
      modelName: 'Gene VAE, trained here',
      latents: await encode(models.encoder, inputs, { batchSize: 128, signal }),
      notes: [...countNotes(session.name, tissue), ...warnings],
    };
  } catch (error) {
    disposeVae(vae);
    throw error;
  }
}

/** The genes that vary most, or all if they are few. */
async function modelledGenes(tissue: SpatialCounts, signal: AbortSignal): Promise<readonly string[]> {
  if (tissue.genes.length <= MOST_GENES) return tissue.genes;
  const { genes } = await highlyVariableGenes(cellsOf(tissue), { count: MOST_GENES, signal, onWarning() {} });
  return genes;
}
