import type { ElementwiseName } from '@csm/core/extend';
import type { ElementType } from '../../../model/onnx-model.js';
import type { OperatorReader } from '../../reading.js';

/** The reader of a function of one number. */
export const unary =
  (name: ElementwiseName, type?: ElementType): OperatorReader =>
  (at) =>
    at.addAlike({ kind: 'elementwise', function: name }, [at.value(0)], undefined, type);
