import { size } from '@csm/base';
import type { ReadInputs } from './inputs/inputs-for.js';
import type { OpenedModel } from './model/open-model.js';

/** What is missing before maps can be made, and what to do, one sentence each. */
export function missingOf(model: OpenedModel | undefined, inputs: ReadInputs | undefined): readonly string[] {
  const missing: string[] = [];
  if (model === undefined) {
    missing.push(
      'The model is missing: drop an encoder (.onnx, .keras, or model.json with its .bin files), with or without its decoder.',
    );
  } else if (model.encoder === undefined) {
    missing.push(
      `The encoder is missing: the model here is a decoder of ${model.decoderSize} latent dimensions; drop its encoder as well.`,
    );
  }
  if (inputs === undefined) missing.push(missingInputs(model?.encoder?.inputShape));
  return missing;
}

function missingInputs(inputShape: readonly number[] | undefined): string {
  if (inputShape === undefined) return 'Inputs are missing: drop pictures, a CSV, a .npy or an .h5ad.';
  if (inputShape.length === 3)
    return 'Pictures are missing: drop some, or their folder, or a .npy of inputs.';
  if (inputShape.length === 1) {
    return `Inputs are missing: drop a CSV or .npy with rows of ${size(inputShape)} numbers, or an .h5ad.`;
  }
  return `Inputs are missing: drop a .npy of shape [n,${inputShape}].`;
}
