import { unsupportedModel } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Trace, TraceOptions } from '../graph/trace.js';
import type { Encoder } from './encoder.js';

/**
 * Traces inputs, for a method that needs the encoder's derivative.
 * @param caller name of the method's function; the error begins with it.
 * @param inputs `[batch, ...inputShape]`, borrowed; must not be disposed before the trace.
 * @throws if the encoder has no `trace`.
 * @category Write an encoder
 */
export async function traceInputs(
  caller: string,
  encoder: Encoder,
  inputs: Tensor,
  options?: TraceOptions,
): Promise<Trace> {
  checkTraceable(caller, encoder);
  return await encoder.trace(inputs, options);
}

/**
 * @throws if the encoder has no `trace`, so that no derivative can be computed.
 * @category Write an encoder
 */
export function checkTraceable(
  caller: string,
  encoder: Encoder,
): asserts encoder is Encoder & Required<Pick<Encoder, 'trace'>> {
  if (typeof encoder.trace === 'function') return;
  throw unsupportedModel(
    `${caller}: the method needs an encoder with a derivative; this encoder has no trace(); use a method that only encodes, such as ` +
      'occlusion(), rise(), ablation(), replacement(), kernelShap() or decoderMap(), or an encoder such as layersEncoder(model).',
  );
}
