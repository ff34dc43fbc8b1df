import { randomUniform } from '@tensorflow/tfjs-core';

/** Value noise from −1 to 1: random numbers on a grid of 64 × 64, interpolated, repeated. */
export async function smoothNoise(seed: number): Promise<(x: number, y: number) => number> {
  const values = await randomNumbers(64 * 64, seed);
  const at = (x: number, y: number) => 2 * values[(y & 63) * 64 + (x & 63)]! - 1;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [ease(x - left), ease(y - top)];
    const above = at(left, top) * (1 - u) + at(left + 1, top) * u;
    const below = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
    return above * (1 - v) + below * v;
  };
}

/** Numbers from 0 to 1; the same for the same seed. */
export async function randomNumbers(count: number, seed: number): Promise<Float32Array> {
  const tensor = randomUniform([count], 0, 1, 'float32', seed);
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}
