import { type Emitter, emitter } from './emitter.js';
import { padded } from './kernels/movement.js';
import type { Value } from './value.js';

/**
 * An emitter for ONNX Runtime's WebGPU provider. Its convolutions (1.30) return wrong values for 6, 9, 15, … input channels and 4, 8, … filters;
 * there, zeros fill the channels up to a multiple of 4.
 */
export function webgpuEmitter(): Emitter {
  const own = emitter();
  const add: Emitter['add'] = (op, inputs, output, attributes = {}) => {
    const [x, kernel, ...others] = inputs;
    const isOneGroup = (attributes.group ?? 1) === 1;
    if (op !== 'Conv' || !isOneGroup || x === undefined || kernel === undefined || !isWrong(kernel)) {
      return own.add(op, inputs, output, attributes);
    }
    const filled = [withZeros(own, x, x.shape.length - 1), withZeros(own, kernel, kernel.shape.length - 2)];
    return own.add(op, [...filled, ...others], output, attributes);
  };
  return { ...own, add };
}

/** @param kernel `[…size, channels, filters]`. */
function isWrong({ shape }: Value): boolean {
  const [channels = 0, filters = 0] = shape.slice(-2);
  return channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && filters % 4 === 0;
}

/** Fills an axis with zeros up to a multiple of 4. */
function withZeros(emitter: Emitter, value: Value, axis: number): Value {
  const paddings = value.shape.map((length, i) => [0, i === axis ? 4 - (length % 4) : 0] as const);
  return padded(emitter, value, paddings, undefined);
}
