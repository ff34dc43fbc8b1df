import { type Decoder, functionDecoder, layersDecoder, layersEncoder } from '@csm/core';
import { mul, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * The encoder and the decoder of a gene VAE, which own its models.
 * @param total the counts of a usual spot: the decoder's shares of genes become counts, the unit of the inputs.
 */
export function geneModels(
  vae: { readonly encoder: LayersModel; readonly decoder: LayersModel },
  total: number,
) {
  const shares = layersDecoder(vae.decoder, { output: 'fraction' });
  const decoder: Decoder = functionDecoder((latents) => mul(shares.decode(latents) as Tensor, total));
  const dispose = (model: LayersModel) => () => void model.dispose();
  return {
    encoder: Object.assign(layersEncoder(vae.encoder), { dispose: dispose(vae.encoder) }),
    decoder: { ...decoder, dispose: dispose(vae.decoder) },
  };
}
