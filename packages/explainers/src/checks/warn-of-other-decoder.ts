import type { Encoder } from '@csm/core';
import { checkpoint, type Run } from '@csm/core/extend';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * The least share of the latents that the latents of their reconstructions must explain, R² = 1 − Σ |z − E(D(z))|² / Σ |z|², over
 * a batch. Measured on batches of eight: .45 or more for decoders of the same model (five VAEs of drawn faces, one of them trained for a
 * single epoch; real faces; tissue), below 0 for decoders of another seed. For one input: below ¼ for 1 % of the former, above it for 3 % of the latter.
 */
const LEAST = 1 / 4;

/**
 * Warns if the encoder does not recover its latents from their reconstructions: E(D(z)) is not near z. Then the decoder
 * belongs to another model, even if its pictures look alike, or has other units than the inputs. The latents are compared with 0, the mean
 * of a VAE's prior, so that one input is enough. Costs one forward pass.
 *
 * @param latent z of a batch, borrowed.
 * @param decoded D(z), borrowed.
 */
export async function warnOfOtherDecoder(
  caller: string,
  encoder: Encoder,
  latent: Tensor2D,
  decoded: Tensor,
  run: Run,
): Promise<void> {
  await checkpoint(run);
  const again = await encoder.encode(decoded);
  let explained: number;
  try {
    explained = shareExplained(await latent.data<'float32'>(), await again.data<'float32'>());
  } finally {
    again.dispose();
  }
  if (explained >= LEAST) return;
  run.onWarning?.(
    `${caller}: the decoder does not seem to belong to the encoder: the latents of its reconstructions explain ` +
      `${percent(explained)} of the latents of the inputs, where at least ${percent(LEAST)} are expected; pass the decoder of the same ` +
      'model, in the units of the inputs, or { check: false } if the units differ on purpose.',
  );
}

/** 1 − Σ |z − z′|² / Σ |z|²; 1 if both are 0. */
function shareExplained(latents: Float32Array, others: Float32Array): number {
  let [total, rest] = [0, 0];
  for (const [i, value] of latents.entries()) {
    total += value ** 2;
    rest += (value - (others[i] ?? 0)) ** 2;
  }
  return rest === 0 ? 1 : 1 - rest / total;
}

function percent(share: number): string {
  return !(share >= 0) ? 'nothing' : `${Math.floor(100 * share)} %`;
}
