import type { ActivationName } from '@csm/core/extend';
import { axisOf } from '../../axes.js';
import { lastAxis, reshaped } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** Softmax, LogSoftmax and Hardmax: along one axis; below opset 13, along all axes from one on together. */
export const alongAxis =
  (activation: Extract<ActivationName, 'softmax' | 'logSoftmax' | 'hardmax'>): OperatorReader =>
  (at) => {
    const value = at.value(0);
    const { shape } = value;
    const axis = axisOf(at, at.number('axis', at.opset < 13 ? 1 : -1), shape.length);
    const operation = { kind: 'activation', activation } as const;
    const later = shape.slice(axis + 1).filter((length) => length > 1);
    if (at.opset >= 13 || later.length === 0) return at.addAlike(operation, [lastAxis(at, value, axis)]);
    const product = (lengths: readonly number[]) => lengths.reduce((total, length) => total * length, 1);
    const matrix = reshaped(at, value, [product(shape.slice(0, axis)), product(shape.slice(axis))]);
    return reshaped(at, at.addAlike(operation, [lastAxis(at, matrix, 1)]), shape);
  };
