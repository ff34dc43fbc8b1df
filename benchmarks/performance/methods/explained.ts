import { type Explainer, explain } from '@csm/core';
import type { MethodCase, MethodContext, MethodEncoder } from './method-case.js';

/** A method that is an explainer, run by `explain`. */
export function explained(
  name: string,
  call: string,
  make: (context: MethodContext) => Explainer,
  encoder: MethodEncoder = 'B',
): MethodCase {
  return {
    name,
    call,
    encoder,
    prepare(context) {
      const explainer = make(context);
      const { inputs, concept } = context;
      const options = { batchSize: inputs.shape[0], onWarning: () => {} };
      return () => explain(context.encoder, concept, inputs, explainer, options);
    },
  };
}
