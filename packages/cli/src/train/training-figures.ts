import { encode, layersEncoder } from '@csm/core';
import type { EpochResult, Vae } from '@csm/models';
import { lossCurve, reconstructionFigure } from '@csm/render';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { writeFigures } from './write-figures.js';

/** Writes the curve of the losses, and some pictures above their reconstructions, as SVG and PNG. */
export async function writeTrainingFigures(
  out: string,
  vae: Vae,
  pictures: NdArray<Float32Array>,
  history: readonly EpochResult[],
): Promise<void> {
  const reconstructions = await reconstructed(vae, pictures);
  await writeFigures(out, {
    'loss-curve': lossCurve(history),
    reconstructions: reconstructionFigure({ inputs: pictures, reconstructions, layout: 'channelsLast' }),
  });
}

async function reconstructed(vae: Vae, pictures: NdArray<Float32Array>): Promise<NdArray<Float32Array>> {
  const latents = await encode(layersEncoder(vae.encoder), pictures);
  const [count = 0, size = 0] = latents.shape;
  const z = tensor2d(latents.data, [count, size]);
  const decoded = vae.decoder.predict(z) as Tensor;
  z.dispose();
  const values = Float32Array.from(await decoded.data());
  decoded.dispose();
  return ndarray(values, pictures.shape);
}
