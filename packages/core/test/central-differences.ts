import * as tf from '@tensorflow/tfjs-core';

/**
 * Σ g · (f(x + h eᵢ) − f(x − h eᵢ)) / 2h for each number xᵢ of the inputs. Exact for functions that are at most quadratic in each xᵢ if
 * all numbers are small multiples of powers of two, because float32 then rounds nothing.
 */
export function centralDifferences(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  cotangent: tf.Tensor,
  h: number,
): number[] {
  const values = x.dataSync();
  const g = cotangent.dataSync();
  const at = (i: number, shift: number) =>
    tf.tidy(() => {
      const moved = Float32Array.from(values);
      moved[i]! += shift;
      return f(tf.tensor(moved, x.shape)).dataSync();
    });
  return Array.from(values, (_, i) => {
    const [after, before] = [at(i, h), at(i, -h)];
    let total = 0;
    for (const [k, weight] of g.entries()) total += (weight * (after[k]! - before[k]!)) / (2 * h);
    return total;
  });
}

/** Whole numbers, all different, from about −size/2 to size/2, in an order that depends on the seed. */
export function distinctIntegers(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((total, length) => total * length, 1);
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => Math.sin(a * 12.9898 + seed) - Math.sin(b * 12.9898 + seed),
  );
  return tf.tensor(
    order.map((i) => i - Math.floor(size / 2)),
    shape,
  );
}
