import { conceptVector, explain, layersDecoder, layersEncoder } from '@csm/core';
import type { BackwardRule } from '@csm/core/extend';
import { gradient, guidedBackprop, integratedGradients } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { nodePeer } from '../src/runtime/node-peer.js';
import type { OnnxRuntime, Peer } from '../src/runtime/peer.js';
import { encoderInRuntime } from '../src/runtime/runtime-encoder.js';
import { runtimeDecoder, runtimeEncoder } from '../src/runtime.js';
import { convolutionalNetwork } from './small-networks.js';

beforeAll(() => useBackend('cpu'));

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * i));
const pictures = (count: number) => ndarray(numbers(count * 192, 1), [count, 8, 8, 3]);
const concepts = [1, 2, 3].map((seed) => conceptVector(`concept ${seed}`, numbers(5, seed)));
const [concept] = concepts as [(typeof concepts)[number]];

/** onnxruntime-node with some functions replaced. */
const changedPeer = (change: (runtime: OnnxRuntime) => OnnxRuntime): Peer => ({
  ...nodePeer,
  async load(session, threads) {
    const { runtime, sessions } = await nodePeer.load(session, threads);
    return { runtime: change(runtime), sessions };
  },
});

describe('an encoder in ONNX Runtime', () => {
  it('keeps its copy of the weights when the model is trained further or disposed', async () => {
    const model = convolutionalNetwork();
    const encoder = layersEncoder(model);
    const making = runtimeEncoder(encoder);
    const before = await explain(encoder, concepts, pictures(2), guidedBackprop());
    for (const weight of model.trainableWeights) {
      const value = weight.read();
      weight.write(tf.mul(value, 2));
    }
    const engine = await making;
    const check = async () => {
      const found = await explain(engine, concepts, pictures(2), guidedBackprop());
      for (const [i, { maps }] of found.entries()) {
        const expected = before[i]?.maps.data ?? [];
        expect(relativeDifference(maps.data as Float32Array, expected as Float32Array)).toBeLessThan(2e-6);
      }
    };
    await check();
    model.dispose();
    await check();
    await engine.dispose();
  });

  it('cannot be used after dispose, which waits for the runs in flight', async () => {
    const model = convolutionalNetwork();
    const engine = await runtimeEncoder(layersEncoder(model));
    const x = tf.ones([2, 8, 8, 3]);
    const trace = await engine.trace(x, { rules: false });
    const running = engine.encode(x);
    const disposing = engine.dispose();
    const cotangent = tf.ones([2, 5]) as tf.Tensor2D;
    const message =
      'the model was disposed; load it again, and dispose it only after the last use of its encoder or decoder.';
    await expect(engine.encode(x)).rejects.toThrow(`encode: ${message}`);
    await expect(engine.trace(x)).rejects.toThrow(`trace: ${message}`);
    await expect(trace.backward(cotangent)).rejects.toThrow(`backward: ${message}`);
    tf.dispose(await running);
    await disposing;
    await engine.dispose();
    trace.dispose();
    tf.dispose([x, cotangent]);
    model.dispose();
  });

  it('says that a trace is spent after its last backward pass', async () => {
    const model = convolutionalNetwork();
    const engine = await runtimeEncoder(layersEncoder(model));
    const x = tf.ones([2, 8, 8, 3]);
    const trace = await engine.trace(x);
    const cotangent = tf.ones([2, 5]) as tf.Tensor2D;
    tf.dispose(await trace.backward(cotangent, undefined, { last: true }));
    await expect(trace.backward(cotangent)).rejects.toThrow(
      'backward: this trace was spent; trace the inputs again.',
    );
    expect(trace.latent.isDisposed).toBe(false);
    trace.dispose();
    trace.dispose();
    tf.dispose([x, cotangent]);
    await engine.dispose();
    model.dispose();
  });

  it('runs a rule without emit in TensorFlow.js, with one warning', async () => {
    const model = convolutionalNetwork();
    const encoder = layersEncoder(model);
    const warnings: string[] = [];
    const engine = await runtimeEncoder(encoder, { onWarning: (message) => warnings.push(message) });
    const doubling: BackwardRule = {
      name: 'doubling',
      backward: ({ cotangent, vjp }) => vjp(tf.mul(cotangent, 2)),
    };
    const rules = (node: { readonly operation: { readonly kind: string } }) =>
      node.operation.kind === 'activation' ? doubling : undefined;
    const x = tf.randomNormal([2, 8, 8, 3], 0, 1, 'float32', 1);
    const cotangent = tf.ones([2, 5]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    model.dispose();
    for (const option of [true, rules]) {
      const trace = await engine.trace(x, { rules: option });
      const map = await trace.backward(cotangent, rules);
      const plain = await trace.backward(cotangent);
      // Two ReLUs.
      expect(relativeDifference(await map.data(), await tf.mul(plain, 4).data())).toBeLessThan(1e-5);
      tf.dispose([map, plain]);
      trace.dispose();
    }
    expect(warnings).toEqual([
      'runtimeEncoder: rule "doubling" has no emit(), so its backward passes run in TensorFlow.js; give the rule an emit(step) of TensorFlow.js operations to run them in ONNX Runtime.',
    ]);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
    tf.dispose([x, cotangent]);
    await engine.dispose();
  });

  it('leaks nothing in a thousand explanations, with aborts and concurrent runs', async () => {
    const models = [convolutionalNetwork(), convolutionalNetwork()];
    const engines = await Promise.all(models.map((model) => runtimeEncoder(layersEncoder(model))));
    for (const model of models) model.dispose();
    const before = tf.memory().numTensors;
    const [engine, other] = engines as [(typeof engines)[number], (typeof engines)[number]];
    const expected = await explain(engine, concept, pictures(1), gradient());
    for (let i = 0; i < 500; i++) {
      const found = await Promise.all([
        explain(engine, concept, pictures(1), gradient()),
        explain(other, concept, pictures(1), guidedBackprop()),
      ]);
      if (i % 100 === 0) expect(found[0].maps.data).toEqual(expected.maps.data);
    }
    for (let i = 0; i < 100; i++) {
      const controller = new AbortController();
      const stopped = explain(engine, concepts, pictures(3), integratedGradients({ steps: 4 }), {
        batchSize: 1,
        signal: controller.signal,
        onProgress: ({ done }) => done >= i % 3 && controller.abort(new Error(`stop ${i}`)),
      });
      await expect(stopped).rejects.toThrow(`stop ${i}`);
    }
    expect(tf.memory().numTensors).toBe(before);
    for (const each of engines) await each.dispose();
  });
});

describe('a session that fails', () => {
  it('during a run gives an error with the reason, and leaks nothing', async () => {
    const model = convolutionalNetwork();
    const encoder = layersEncoder(model);
    let failing = false;
    const peer = changedPeer((runtime) => ({
      ...runtime,
      Tensor: runtime.Tensor,
      InferenceSession: {
        async create(bytes, options) {
          const session = await runtime.InferenceSession.create(bytes, options);
          return new Proxy(session, {
            get(target, name) {
              if (name === 'run' && failing)
                return () => Promise.reject(new Error('out of memory.\nat node 3'));
              const value = Reflect.get(target, name) as unknown;
              return typeof value === 'function' ? value.bind(target) : value;
            },
          });
        },
      },
    }));
    const engine = await encoderInRuntime(peer, encoder, {});
    const before = tf.memory().numTensors;
    const expected = await explain(engine, concept, pictures(2), gradient());
    failing = true;
    await expect(explain(engine, concepts, pictures(2), gradient())).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message:
        'trace: ONNX Runtime\'s session "cpu" failed while it ran (out of memory. at node 3); use another session, or run the model in TensorFlow.js.',
    });
    expect(tf.memory().numTensors).toBe(before);
    failing = false;
    const found = await explain(engine, concept, pictures(2), gradient());
    expect(found.maps.data).toEqual(expected.maps.data);
    await engine.dispose();
    model.dispose();
  });

  it('during its creation gives an error with the reason', async () => {
    const model = convolutionalNetwork();
    const before = tf.memory().numTensors;
    const peer = changedPeer((runtime) => ({
      Tensor: runtime.Tensor,
      InferenceSession: { create: () => Promise.reject(new Error('no kernel for Conv.')) },
    }));
    await expect(encoderInRuntime(peer, layersEncoder(model), {})).rejects.toThrow(
      'runtimeEncoder: ONNX Runtime\'s session "cpu" could not be created (no kernel for Conv); use another session, or run the model in TensorFlow.js.',
    );
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('what cannot run in ONNX Runtime', () => {
  const refused = async (model: tfl.LayersModel, options?: Parameters<typeof runtimeEncoder>[1]) => {
    try {
      return await runtimeEncoder(layersEncoder(model), options).then(
        () => 'nothing',
        (error: Error) => error.message,
      );
    } finally {
      model.dispose();
    }
  };

  it('is rejected with the reason and a way out', async () => {
    const noGraph = { inputShape: [2], latentSize: 1, encode: (x: tf.Tensor) => tf.clone(x) as tf.Tensor2D };
    await expect(runtimeEncoder(noGraph)).rejects.toThrow(
      'runtimeEncoder: expected an encoder with a graph, such as layersEncoder(model), graphEncoder(model) or onnxEncoder(file); this one has none; use it as it is, in TensorFlow.js.',
    );
    expect(await refused(convolutionalNetwork(), { session: 'gpu' as never })).toMatch(
      "runtimeEncoder: session must be 'cpu', 'webgpu'",
    );
    expect(await refused(convolutionalNetwork(), { session: 'coreml' })).toMatch(
      /^runtimeEncoder: session "coreml" is not available in "onnxruntime-node" on this system; pass \{ session \} with one of: "cpu".*\.$/,
    );
    expect(await refused(convolutionalNetwork(), { threads: 0 })).toBe(
      'runtimeEncoder: threads must be a whole number of at least 1; got 0.',
    );
    const reason = new Error('stop');
    expect(await refused(convolutionalNetwork(), { signal: AbortSignal.abort(reason) })).toBe('stop');
  });

  it('is rejected if the package is missing', async () => {
    const model = convolutionalNetwork();
    const missing: Peer = {
      ...nodePeer,
      async load() {
        const text = "Cannot find package 'onnxruntime-node' imported from /app/index.js";
        throw Object.assign(new Error(text), { code: 'ERR_MODULE_NOT_FOUND' });
      },
    };
    await expect(encoderInRuntime(missing, layersEncoder(model), {})).rejects.toThrow(
      'runtimeEncoder: expected the package "onnxruntime-node", which is not installed; install it: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.',
    );
    model.dispose();
  });

  it('is rejected if the package has no binary for this system', async () => {
    const model = convolutionalNetwork();
    const incomplete: Peer = {
      ...nodePeer,
      async load() {
        const text =
          "Cannot find module '../bin/napi-v6/linux/x64/onnxruntime_binding.node'\nRequire stack:\n- /app/node_modules/onnxruntime-node/dist/binding.js";
        throw Object.assign(new Error(text), { code: 'MODULE_NOT_FOUND' });
      },
    };
    await expect(encoderInRuntime(incomplete, layersEncoder(model), {})).rejects.toThrow(
      `runtimeEncoder: "onnxruntime-node" could not be loaded (Cannot find module '../bin/napi-v6/linux/x64/onnxruntime_binding.node' Require stack`,
    );
    model.dispose();
  });

  it('is rejected if its model was disposed', async () => {
    const model = convolutionalNetwork();
    const encoder = layersEncoder(model);
    model.dispose();
    await expect(runtimeEncoder(encoder)).rejects.toThrow('runtimeEncoder: the model was disposed');
  });
});

describe('a decoder in ONNX Runtime', () => {
  it('returns the same values as in TensorFlow.js', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ inputShape: [3], units: 12, activation: 'relu' }),
        tfl.layers.reshape({ targetShape: [2, 2, 3] }),
        tfl.layers.conv2dTranspose({
          filters: 2,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'sigmoid',
        }),
      ],
    });
    const decoder = layersDecoder(model);
    const engine = await runtimeDecoder(decoder);
    const latents = tf.randomNormal([4, 3], 0, 1, 'float32', 1) as tf.Tensor2D;
    const [found, expected] = [await engine.decode(latents), decoder.decode(latents)];
    expect(found.shape).toEqual([4, 4, 4, 2]);
    expect(relativeDifference(await found.data(), await expected.data())).toBeLessThan(1e-6);
    const narrow = tf.zeros([4, 2]) as tf.Tensor2D;
    await expect(engine.decode(narrow)).rejects.toThrow(
      'decode: expected latents of shape [batch,3]; got [4,2].',
    );
    await engine.dispose();
    await expect(engine.decode(latents)).rejects.toThrow('decode: the model was disposed');
    tf.dispose([latents, found, expected, narrow]);
    model.dispose();
  });
});
