import { registerGeneLayers } from '@csm/models';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import decoderUrl from '../data/models/tissue/decoder/model.json?url';
import decoderWeightsUrl from '../data/models/tissue/decoder/weights.bin?url';
import encoderUrl from '../data/models/tissue/encoder/model.json?url';
import encoderWeightsUrl from '../data/models/tissue/encoder/weights.bin?url';

/** The gene VAE that `make-tissue-model.ts` saved. */
export async function loadGeneVae(
  signal: AbortSignal,
): Promise<{ encoder: LayersModel; decoder: LayersModel }> {
  registerGeneLayers();
  const encoder = await loadModel(encoderUrl, encoderWeightsUrl, signal);
  return { encoder, decoder: await loadModel(decoderUrl, decoderWeightsUrl, signal) };
}

/** A build renames the files, so the weights are not where the model says. */
async function loadModel(modelUrl: string, weightsUrl: string, signal: AbortSignal): Promise<LayersModel> {
  const [model, weights] = await Promise.all([fetched(modelUrl, signal), fetched(weightsUrl, signal)]);
  const { modelTopology, weightsManifest } = (await model.json()) as io.ModelJSON;
  return loadLayersModel(
    io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: await weights.arrayBuffer(),
    }),
  );
}

async function fetched(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (response.ok) return response;
  throw new Error(`The model of the tissue did not load (${response.status}): reload the page while online.`);
}
