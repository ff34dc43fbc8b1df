import '@csm/wasm';
import { syntheticFaces } from '@csm/datasets';
import { disposeVae, imageVae, trainVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';

/** The losses of a small VAE over two epochs on cartoon faces, on `backend`, which becomes the current one. */
export async function smallTraining(backend: string): Promise<number[]> {
  await setBackend(backend);
  const { images } = syntheticFaces({ count: 24, seed: 1, size: 16 });
  const vae = imageVae({ size: 16, seed: 1, filters: [4, 8], dense: [16], latentSize: 4 });
  try {
    const epochs = await trainVae(vae, images, { epochs: 2, batchSize: 8, seed: 1 });
    return epochs.map(({ loss }) => loss);
  } finally {
    disposeVae(vae);
  }
}
