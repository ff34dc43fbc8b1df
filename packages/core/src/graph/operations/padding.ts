import { slice, type Tensor } from '@tensorflow/tfjs-core';
import { withMargins } from '../../kernels/windows/with-margins.js';
import { field, type OperationKind } from '../operation-kind.js';

/** Number of cells before and after, for each axis, including the batch axis. */
export type Margins = readonly (readonly [number, number])[];

/** Zeros, or another number, around a tensor. Negative margins remove cells instead. */
export interface Padding {
  readonly kind: 'padding';
  readonly margins: Margins;
  /** Default 0. */
  readonly value?: number;
}

/** The part of a tensor that remains when cells at its borders are removed. */
export interface Cropping {
  readonly kind: 'cropping';
  readonly margins: Margins;
}

type Sides = [[number, number], [number, number]];

export const padding: OperationKind<Padding> = {
  linear: true,
  routing: ({ value = 0 }) => value === 0,
  fromLayer: (layer) =>
    layer.getClassName() === 'ZeroPadding2D'
      ? { kind: 'padding', margins: ofImage(field(layer, 'padding')) }
      : undefined,
  forward: ({ margins, value }, [x]) => withMargins(x, margins, value),
  reads: 'shapes',
  vjp: ({ margins }, _record, cotangent) => [
    withMargins(
      cotangent,
      margins.map(([before, after]) => [-before, -after]),
    ),
  ],
};

export const cropping: OperationKind<Cropping> = {
  linear: true,
  routing: true,
  fromLayer: (layer) =>
    layer.getClassName() === 'Cropping2D'
      ? { kind: 'cropping', margins: ofImage(field(layer, 'cropping')) }
      : undefined,
  forward: ({ margins }, [x]) => cropped(x, margins),
  vjp: ({ margins }, _record, cotangent) => [withMargins(cotangent, margins)],
};

const ofImage = ([rows, columns]: Sides): Margins => [[0, 0], rows, columns, [0, 0]];

function cropped(x: Tensor, margins: Margins): Tensor {
  return slice(
    x,
    margins.map(([before]) => before),
    margins.map(([before, after], axis) => (x.shape[axis] ?? 0) - before - after),
  );
}
