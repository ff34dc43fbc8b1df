import { encode } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { JobRun } from '../../session/in-job.js';
import type { Session } from '../../session/session.js';
import type { Choices, NormalisationName } from '../choices.js';
import { nameOf } from '../files/dropped-file.js';
import { fittingNormalisation } from './fitting-normalisation.js';
import type { OpenedModel } from './open-model.js';

/** The model's part of a session. */
export interface EncodedInputs {
  readonly parts: Pick<Session, 'modelName' | 'encoder' | 'decoder' | 'latents'>;
  /** For pictures. */
  readonly normalise?: NormalisationName;
  readonly notes: readonly string[];
}

/** Encodes all inputs, with the normalisation that was chosen or that fits. The model belongs to the encoder that this makes. */
export async function encodeInputs(
  model: OpenedModel,
  inputs: NdArray<Float32Array>,
  choices: Choices,
  { signal, onProgress }: JobRun,
): Promise<EncodedInputs | undefined> {
  const { encoder: opened, decoder } = model;
  if (opened === undefined) return undefined;
  const isPicture = opened.inputShape.length === 3;
  const fitting =
    choices.normalise === 'auto' && isPicture && decoder
      ? await fittingNormalisation(opened, decoder, inputs)
      : undefined;
  const normalise = choices.normalise === 'auto' ? (fitting ?? '0…1') : choices.normalise;
  const made = await opened.make(normalise);
  try {
    const latents = await encode(made, inputs, { batchSize: 32, signal, onProgress });
    const encoder = {
      ...made,
      async dispose() {
        await made.dispose?.();
        model.dispose();
      },
    };
    return {
      parts: { modelName: nameOf(opened.path), encoder, ...(decoder && { decoder }), latents },
      ...(isPicture && { normalise }),
      notes: isPicture && choices.normalise === 'auto' ? [noteOn(normalise, fitting !== undefined)] : [],
    };
  } catch (error) {
    await made.dispose?.();
    throw error;
  }
}

function noteOn(name: NormalisationName, isFitting: boolean): string {
  return isFitting
    ? `Inputs are normalised to ${name}, because the decoder then restores the pictures best.`
    : 'Pictures are passed to the model as numbers from 0 to 1; if it was trained with another normalisation, choose that under “Choices”, otherwise maps and scores are wrong.';
}
