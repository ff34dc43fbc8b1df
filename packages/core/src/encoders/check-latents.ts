import { invalidArgument, typeName } from '@csm/base';
import { Tensor } from '@tensorflow/tfjs-core';

/** @throws unless an encoder returned latents of shape `[count, latentSize]`. */
export function checkLatents(caller: string, latents: unknown, count: number, latentSize: number): void {
  if (latents instanceof Tensor && `${latents.shape}` === `${[count, latentSize]}`) return;
  const what = latents instanceof Tensor ? `[${latents.shape}]` : typeName(latents);
  throw invalidArgument(
    `${caller}: the encoder must return latents of shape [${count}, ${latentSize}]; got ${what}.`,
  );
}
