import { memory } from '@tensorflow/tfjs-core';

/** Tensors and bytes that tfjs holds. */
function held() {
  const { numTensors, numDataBuffers, numBytes } = memory();
  return { tensors: numTensors, 'data buffers': numDataBuffers, bytes: numBytes };
}

/** Does the work. @throws if it leaves tfjs holding more, or less, than before. */
export async function expectNoLeak(what: string, work: () => Promise<unknown>): Promise<void> {
  const before = held();
  await work();
  const after = held();
  const changed = Object.entries(before)
    .map(([name, count]) => ({ name, by: after[name as keyof typeof after] - count }))
    .filter(({ by }) => by !== 0)
    .map(({ name, by }) => `${by > 0 ? '+' : ''}${by} ${name}`);
  if (changed.length > 0)
    throw new Error(`${what}: expected tfjs to hold what it held before; got ${changed.join(', ')}.`);
}
