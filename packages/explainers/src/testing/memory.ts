import { memory } from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';
import { violation } from './violation.js';

/** The numbers of tensors and bytes that tfjs has allocated. */
function allocated() {
  const { numTensors, numDataBuffers, numBytes } = memory();
  return Object.entries({ tensors: numTensors, 'data buffers': numDataBuffers, bytes: numBytes });
}

/** Runs the work. @throws if tfjs has more or less memory allocated than before. */
export async function expectNoLeak(what: string, work: () => Promise<unknown>): Promise<void> {
  const before = allocated();
  await work();
  const changed = zip(before, allocated())
    .map(([[name, earlier], [, later]]) => ({ name, by: later - earlier }))
    .filter(({ by }) => by !== 0)
    .map(({ name, by }) => `${by > 0 ? '+' : ''}${by} ${name}`);
  if (changed.length > 0) {
    throw violation(what, 'tfjs to hold what it held before', changed.join(', '));
  }
}
