import type { Activation } from '@csm/core/extend';
import type { OperatorReader, Reading } from '../../reading.js';

/** The reader of an activation, with the parameters that its attributes give. */
export const activation =
  (
    name: Activation['activation'],
    parameters: (at: Reading) => Omit<Activation, 'kind' | 'activation'> = () => ({}),
  ): OperatorReader =>
  (at) =>
    at.addAlike({ kind: 'activation', activation: name, ...parameters(at) }, [at.value(0)]);
