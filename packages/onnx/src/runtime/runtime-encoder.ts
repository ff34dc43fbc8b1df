import { invalidArgument, unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import { checkEncoder, checkSlice, type Graph, type Trace, type TraceOptions, trust } from '@csm/core/extend';
import { type Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { backwardInTensorFlow } from './backward-in-tensorflow.js';
import type { EngineGraph, EngineInputs } from './engine.js';
import { engineTrace } from './engine-trace.js';
import { runtimeTensor, tfjsTensor } from './host-tensors.js';
import type { Peer } from './peer.js';
import { checkRuntimeOptions, type RuntimeOptions } from './runtime-options.js';
import { type Samples, sideValuesFor, withSamples } from './side-values.js';
import { startEngine } from './start-engine.js';

/** An encoder that runs in ONNX Runtime. */
export interface RuntimeEncoder extends Encoder {
  readonly graph: Graph;
  encode(inputs: Tensor): Promise<Tensor2D>;
  trace(inputs: Tensor, options?: TraceOptions): Promise<Trace>;
  sampled?(noise: Tensor2D): Omit<RuntimeEncoder, 'dispose'>;
  slice?(start: number, size: number): Omit<RuntimeEncoder, 'dispose'>;
  /** Frees the sessions and weights after the runs in flight. Then neither the encoder nor its `sampled` and `slice` encoders can be used. */
  dispose(): Promise<void>;
}

/** See `runtimeEncoder`. @param peer the ONNX Runtime package to use. */
export async function encoderInRuntime(
  peer: Peer,
  encoder: Encoder,
  options: RuntimeOptions,
): Promise<RuntimeEncoder> {
  const caller = 'runtimeEncoder';
  checkRuntimeOptions(caller, options);
  checkEncoder(caller, encoder);
  const { inputShape, layout, latentSize, graph, samples } = encoder;
  if (graph === undefined) {
    throw unsupportedModel(
      `${caller}: expected an encoder with a graph, such as layersEncoder(model), graphEncoder(model) or onnxEncoder(file); this one has none; ` +
        'use it as it is, in TensorFlow.js.',
    );
  }
  const { onWarning = console.warn } = options;
  const drawn = sampledGraph(encoder);
  const started = await startEngine(caller, peer, drawn ? [graph, drawn] : [graph], options);
  const { engine, perSample } = started;
  const { weights } = engine;
  const { runtime } = engine.maker;
  const [mean, sampled] = started.graphs;
  const warned = new Set<string>();
  const warn = (name: string) => {
    if (warned.has(name)) return;
    warned.add(name);
    onWarning(
      `runtimeEncoder: rule "${name}" has no emit(), so its backward passes run in TensorFlow.js; give the rule an emit(step) of TensorFlow.js operations to run them in ONNX Runtime.`,
    );
  };

  const inputsOf = async (
    running: string,
    of: EngineGraph,
    own: Samples,
    inputs: Tensor,
  ): Promise<EngineInputs> => {
    if (`${inputs.shape.slice(1)}` !== `${inputShape}`) {
      throw invalidArgument(
        `${running}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`,
      );
    }
    const [batch = 0] = inputs.shape;
    // Copied, because a backend may return the array from which the user made the tensor.
    const numbers = new Float32Array(await inputs.data());
    const side = await sideValuesFor(running, of.graph, perSample, own, batch);
    return {
      input: runtimeTensor(runtime, numbers, inputs.shape),
      side: side.map((values) => runtimeTensor(runtime, values.numbers, values.shape)),
    };
  };

  const encode = async (of: EngineGraph, own: Samples, inputs: Tensor): Promise<Tensor2D> => {
    const taken = await inputsOf('encode', of, own, inputs);
    // ONNX Runtime's WebGPU fails on empty tensors.
    if (inputs.shape[0] === 0) return zeros([0, latentSize]);
    const latent = await engine.encode('encode', of, taken, false);
    return tfjsTensor(latent, [inputs.shape[0] ?? 0, latentSize]) as Tensor2D;
  };

  const trace = async (
    of: EngineGraph,
    own: Samples,
    inputs: Tensor,
    { accurateSums = false, rules = true }: TraceOptions = {},
  ): Promise<Trace> => {
    const taken = await inputsOf('trace', of, own, inputs);
    return await engineTrace(engine, {
      of,
      inputs: taken,
      accurateSums,
      rules: rules === true ? 'unknown' : rules || undefined,
      async inTensorFlow(changed, name, cotangent) {
        warn(name);
        return await backwardInTensorFlow(of.graph, weights, taken, accurateSums, changed, cotangent);
      },
    });
  };

  const encoderOf = (
    of: EngineGraph,
    own: Samples,
    size: number | undefined,
  ): Omit<RuntimeEncoder, 'dispose'> => ({
    inputShape,
    ...(layout && { layout }),
    latentSize,
    graph: withSamples(of === mean || drawn === undefined ? graph : drawn, own),
    encode: trust((inputs: Tensor) => engine.during('encode', () => encode(of, own, inputs))),
    trace: trust((inputs: Tensor, traceOptions?: TraceOptions) =>
      engine.during('trace', () => trace(of, own, inputs, traceOptions)),
    ),
    ...(of === mean &&
      sampled && {
        sampled(noise: Tensor2D) {
          engine.checkUsable('sampled');
          return encoderOf(sampled, { ...own, noise }, undefined);
        },
      }),
    ...(size !== undefined && {
      samples: size,
      slice(start: number, count: number) {
        checkSlice(start, count, size);
        return encoderOf(of, { ...own, part: { start: (own.part?.start ?? 0) + start, rows: count } }, count);
      },
    }),
  });

  return { ...encoderOf(mean, {}, samples), dispose: () => engine.dispose() };
}

/** The graph of a sample of the posterior, if the encoder has one; its noise is a placeholder. */
function sampledGraph({ sampled, latentSize }: Encoder): Graph | undefined {
  if (sampled === undefined) return undefined;
  const noise = zeros([1, latentSize]) as Tensor2D;
  try {
    return sampled(noise).graph;
  } finally {
    noise.dispose();
  }
}
