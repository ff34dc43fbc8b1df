import type { Scale, Shift } from '@csm/core/extend';
import { add, mul, scalar } from '../../kernels/elementwise.js';
import type { WriteOperation } from '../write-operation.js';

export const scale: WriteOperation<Scale> = (emitter, { factor }, [x], { valueFor }) =>
  x && mul(emitter, x, typeof factor === 'number' ? scalar(emitter, factor) : valueFor(factor));

export const shift: WriteOperation<Shift> = (emitter, { by }, [x], { valueFor }) =>
  x && add(emitter, x, typeof by === 'number' ? scalar(emitter, by) : valueFor(by));
