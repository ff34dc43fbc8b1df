import { encode } from '@csm/core';
import { cellMatrix, cellsOf } from '@csm/datasets';
import type { JobRun } from '../session/in-job.js';
import type { Session } from '../session/session.js';
import { drawTissue } from '../tissue/draw/draw-tissue.js';
import { geneModels } from '../tissue/gene-models.js';
import { loadGeneVae } from '../tissue/load-gene-vae.js';
import { geneMeans } from '../tissue/tissue-model.js';
import { builtInCounts } from './built-in-tissue-counts.js';

/** A simulated olfactory bulb of four layers with a drawn picture of it, and the VAE of its genes. */
export async function builtInTissue({ signal, onProgress }: JobRun): Promise<Session> {
  const tissue = await drawTissue(builtInCounts(), signal);
  const inputs = await cellMatrix(cellsOf(tissue));
  const total = geneMeans(inputs).reduce((sum, mean) => sum + mean, 0);
  const { encoder, decoder } = geneModels(await loadGeneVae(signal), total);
  return {
    name: 'Drawn tissue',
    kind: 'spots',
    ids: tissue.spots.names.map((_, spot) => `spot ${spot + 1}`),
    inputs,
    featureNames: tissue.genes,
    attributes: [{ name: 'layer', kind: 'category', values: tissue.spots.labels ?? [] }],
    modelName: 'Gene VAE',
    encoder,
    decoder,
    latents: await encode(encoder, inputs, { batchSize: 128, signal, onProgress }),
    tissue,
    notes: [],
  };
}
