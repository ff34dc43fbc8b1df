import { rows } from '@csm/base';
import { dispose, Tensor, type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import type { Awaitable, Encoder } from '../encoder.js';
import { countDraws } from './count-draws.js';
import type { RunProbe } from './probe.js';

/** Runs samples through an encoder. Nothing is left allocated. @throws whatever the encoder throws, or the reason of `signal`. */
export function runProbe(
  path: 'encode' | 'trace',
  encoder: Encoder,
  signal: AbortSignal | undefined,
): RunProbe {
  return async (samples) => {
    signal?.throwIfAborted();
    const size = samples[0]?.length ?? 0;
    const values = new Float32Array(samples.length * size);
    for (const [i, sample] of samples.entries()) values.set(sample, i * size);
    const batch = tensor(values, [samples.length, ...encoder.inputShape]);
    try {
      const run = () => (path === 'encode' ? encoder.encode(batch) : latentOfTrace(encoder, batch));
      const { result, draws } = countDraws<Awaitable<Tensor2D>>(run);
      return { latents: await latentRows(await result, samples.length, encoder.latentSize), draws };
    } finally {
      batch.dispose();
    }
  };
}

async function latentOfTrace(encoder: Encoder, batch: Tensor): Promise<Tensor2D> {
  const trace = await encoder.trace?.(batch, { rules: false });
  try {
    return trace?.latent.clone() as Tensor2D;
  } finally {
    trace?.dispose();
  }
}

/** Reads latents to the host and disposes them. Wrong shapes count as not finite: they are rejected elsewhere. */
async function latentRows(latent: Tensor2D, count: number, latentSize: number): Promise<Float32Array[]> {
  if (!(latent instanceof Tensor)) return [Float32Array.of(Number.NaN)];
  try {
    if (`${latent.shape}` !== `${[count, latentSize]}`) return [Float32Array.of(Number.NaN)];
    const values = Float32Array.from(await latent.data());
    return [...rows(values, latentSize)];
  } finally {
    dispose(latent);
  }
}
