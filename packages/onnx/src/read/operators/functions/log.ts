import type { OperatorReader } from '../../reading.js';

/** Log. With 1 + x as its input, as exporters write log1p, it becomes one function of x, so that ε-LRP passes on the whole relevance of a count. */
export const log: OperatorReader = (at) => {
  const value = at.value(0);
  const { operation, inputs } = at.nodeOf(value);
  const [source] = inputs;
  const isOfOnePlus = operation.kind === 'shift' && operation.by === 1 && source !== undefined;
  if (!isOfOnePlus) return at.addAlike({ kind: 'elementwise', function: 'log' }, [value]);
  return at.addAlike({ kind: 'elementwise', function: 'log1p' }, [{ ...value, id: source }]);
};
