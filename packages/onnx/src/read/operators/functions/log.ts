import type { OperatorReader } from '../../reading.js';

/** Log: of 1 + x, as exporters write log1p, it is one function of x, so that ε-LRP passes the relevance of a count on whole. */
export const log: OperatorReader = (at) => {
  const value = at.value(0);
  const { operation, inputs } = at.nodeOf(value);
  const [source] = inputs;
  const isOfOnePlus = operation.kind === 'shift' && operation.by === 1 && source !== undefined;
  if (!isOfOnePlus) return at.addAlike({ kind: 'elementwise', function: 'log' }, [value]);
  return at.addAlike({ kind: 'elementwise', function: 'log1p' }, [{ ...value, id: source }]);
};
