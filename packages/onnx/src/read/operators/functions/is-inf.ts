import type { OperatorReader } from '../../reading.js';

/** IsInf: for infinities of both signs. */
export const isInf: OperatorReader = (at) => {
  if (at.number('detect_negative', 1) !== 1 || at.number('detect_positive', 1) !== 1)
    throw at.refuse('expected both infinities to be detected; got one of them.');
  return at.addAlike({ kind: 'elementwise', function: 'isInfinite' }, [at.value(0)], undefined, 'bool');
};
