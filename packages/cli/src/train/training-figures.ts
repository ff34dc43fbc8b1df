import { join } from 'node:path';
import { encode, layersEncoder } from '@csm/core';
import type { EpochResult, Vae } from '@csm/models';
import { lossCurve, reconstructionFigure } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';

/** Writes the curve of the losses, and some pictures above their reconstructions, as SVG and PNG. */
export async function writeTrainingFigures(
  out: string,
  vae: Vae,
  pictures: NdArray<Float32Array>,
  history: readonly EpochResult[],
): Promise<void> {
  const reconstructions = await reconstructed(vae, pictures);
  const figures = {
    'loss-curve': lossCurve(history),
    reconstructions: reconstructionFigure({ inputs: pictures, reconstructions, layout: 'channelsLast' }),
  };
  for (const [name, svg] of Object.entries(figures)) {
    await writeSvg(join(out, `${name}.svg`), svg);
    await writePng(join(out, `${name}.png`), await rasterize(svg));
  }
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
