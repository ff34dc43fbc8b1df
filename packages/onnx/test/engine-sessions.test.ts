import '@tensorflow/tfjs-backend-cpu';
import { layersEncoder } from '@csm/core';
import type { BackwardRule } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { runtimeEncoder } from '../src/runtime.js';

/** The gradient, times the mean of an activation's input or output. */
const timesMean = (of: 'input' | 'output'): BackwardRule => {
  const backward: BackwardRule['backward'] = ({ inputs, output, cotangent, vjp }) => {
    const mean = tf.mean(of === 'input' ? (inputs[0] as tf.Tensor) : output, [1, 2, 3], true);
    return vjp(tf.mul(cotangent, mean));
  };
  return { name: `times the mean ${of}`, backward, emit: (step) => backward(step, undefined) };
};

// The mean is small, so that the forward session computes it, under the same name for both rules.
it('does not take the values that other rules keep', async () => {
  await tf.setBackend('cpu');
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3 }),
      layers.elu(),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ],
  });
  const encoder = layersEncoder(model);
  const engine = await runtimeEncoder(encoder);
  const x = tf.randomNormal([2, 8, 8, 3], 0, 1, 'float32', 1);
  const cotangent = tf.randomNormal([2, 2], 0, 1, 'float32', 2) as tf.Tensor2D;
  for (const of of ['input', 'output'] as const) {
    const rule = timesMean(of);
    const rules = ({ operation: { kind } }: { operation: { kind: string } }) =>
      kind === 'activation' ? rule : undefined;
    const maps = [];
    for (const each of [engine, encoder]) {
      const trace = await each.trace(x, { rules });
      const map = await trace.backward(cotangent, rules);
      maps.push(await map.data());
      map.dispose();
      trace.dispose();
    }
    expect(relativeDifference(maps[0] as Float32Array, maps[1] as Float32Array)).toBeLessThan(1e-5);
  }
  tf.dispose([x, cotangent]);
  await engine.dispose();
  model.dispose();
});
