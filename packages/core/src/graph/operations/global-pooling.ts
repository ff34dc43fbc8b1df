import {
  argMax,
  cast,
  expandDims,
  fill,
  max,
  mean,
  mul,
  oneHot,
  reshape,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/** Pooling of all positions into one: `[batch, …positions, channels]` becomes `[batch, channels]`. */
export interface GlobalPooling {
  readonly kind: 'maxPool' | 'averagePool';
  readonly global: true;
  readonly volume?: never;
}

const kinds: Record<string, GlobalPooling['kind']> = {
  GlobalMaxPooling1D: 'maxPool',
  GlobalMaxPooling2D: 'maxPool',
  GlobalAveragePooling1D: 'averagePool',
  GlobalAveragePooling2D: 'averagePool',
};

export const globalPooling: OperationKind<GlobalPooling> = {
  fromLayer(layer) {
    const kind = kinds[layer.getClassName()];
    return kind && { kind, global: true };
  },
  forward: ({ kind }, [x]) => (kind === 'maxPool' ? max : mean)(inLine(x), 1),
  // As in all our max poolings, the first of several equal maxima gets the whole cotangent; in tfjs' own gradient of
  // `max`, each of them gets it.
  vjp: ({ kind }, { inputs: [x] }, cotangent) => {
    const line = inLine(x);
    const [, places = 1] = line.shape;
    const winners = kind === 'maxPool' && places > 1;
    const shares = winners
      ? transpose(cast(oneHot(argMax(line, 1), places), 'float32'), [0, 2, 1])
      : fill([1, places, 1], 1 / places);
    return [reshape(mul(expandDims(cotangent, 1), shares), x.shape)];
  },
};

/** `[batch, places, channels]`. */
function inLine(x: Tensor): Tensor {
  const [batch = 0] = x.shape;
  const channels = x.shape.at(-1) ?? 1;
  return reshape(x, [batch, x.size / (batch * channels), channels]);
}
