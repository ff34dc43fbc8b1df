import { unsupportedModel, validNames } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A further output of the decoder. @throws if the decoder does not have it. */
export function parameterOf(parameters: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = parameters[name];
  if (found) return found;
  const names = Object.keys(parameters);
  throw unsupportedModel(
    `vae.decoder: expected an output layer "${name}", which vae.likelihood needs; ${
      names.length === 0 ? 'the decoder has one output' : validNames('further outputs', name, names)
    }; build the decoder with it.`,
  );
}
