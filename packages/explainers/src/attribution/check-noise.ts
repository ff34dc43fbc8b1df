import { invalidArgument, typeName } from '@csm/base';
import { dispose, Tensor } from '@tensorflow/tfjs-core';

/**
 * Checks noise that a `draw` option returned.
 * @param what the part of the error before the expected tensor, such as `draw must return`.
 * @returns the noise.
 * @throws unless it is a float32 tensor of the inputs' shape; other tensors are disposed.
 */
export function checkNoise(caller: string, what: string, noise: unknown, inputs: Tensor): Tensor {
  const isTensor = noise instanceof Tensor;
  if (isTensor && !noise.isDisposed && noise.dtype === 'float32' && `${noise.shape}` === `${inputs.shape}`) {
    return noise;
  }
  const shape = inputs.shape.join(', ');
  const came = isTensor ? tensorName(noise) : typeName(noise);
  if (isTensor && noise !== inputs) dispose(noise);
  throw invalidArgument(
    `${caller}: ${what} a float32 tensor of shape [${shape}], like the inputs; got ${came}.`,
  );
}

function tensorName({ isDisposed, dtype, shape }: Tensor): string {
  if (isDisposed) return 'a disposed tensor';
  return `a tensor of shape [${shape.join(', ')}]${dtype === 'float32' ? '' : ` and type ${dtype}`}`;
}
