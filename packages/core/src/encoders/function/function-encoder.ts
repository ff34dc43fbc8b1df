import {
  checkOptions,
  invalidArgument,
  sentence,
  typeName,
  unsupportedModel,
  withDisposalNamed,
} from '@csm/base';
import { add, dispose, reshape, Tensor, type Tensor2D, tidy, zeros } from '@tensorflow/tfjs-core';
import { runBackward } from '../../graph/backward.js';
import { unaliased } from '../../graph/forward.js';
import type { GraphNode } from '../../graph/graph.js';
import { forward, type Operation } from '../../graph/operation.js';
import type { BackwardRules } from '../../graph/rules.js';
import type { Trace, TraceOptions } from '../../graph/trace.js';
import {
  checkGradient,
  checkGradientsRegistered,
  cotangentsOf,
  kernelVjp,
  recordTape,
  type Tape,
  type TapeNode,
} from '../../tape/tape.js';
import type { TfjsEncoder } from '../encoder.js';
import { imageLayout } from '../image-layout.js';
import { trust } from '../probe/trusted.js';
import { checkVisibleRules } from './check-visible-rules.js';
import type { FunctionEncoderOptions } from './function-encoder-options.js';
import { type RecognisedActivation, recognisedActivations } from './recognised-activations.js';
import { visibleOperation, withVisibleKernels } from './visible-kernels.js';

/**
 * Makes an {@link Encoder} over any differentiable function: TensorFlow.js operations written by hand, or a model within a
 * pipeline.
 *
 * A trace runs the function once and takes over the tape that tfjs recorded: kernel by kernel, with the gradient of each.
 * Backward rules match 2-D pooling and activations, whether they are one kernel or spelled in several, such as `tf.maximum(x, 0)` or
 * `tf.mul(x, tf.sigmoid(x))`. These kernels' gradients in tfjs' registry are replaced only while the function records, synchronously.
 *
 * All other operations of the function are hidden: rules that would also replace those (layerwise ε-LRP, DeepLIFT,
 * RectGrad's border mask) are refused, because the map would silently be another method's. Other
 * nonlinearities keep their derivative. With
 * {@link layersEncoder} and {@link graphEncoder}, rules can match every operation.
 *
 * @param encode maps `[batch, ...inputShape]` to `[batch, n]`: synchronous, deterministic, and independent for each
 * sample; the first `encode` or `explain` refuses a function that draws random numbers without a seed or mixes the samples of a
 * batch. The tensors that it allocates are freed. It is run once immediately, on one sample of zeros, to check it
 * and find n.
 * @throws if the function is asynchronous, throws, or does not return float32 numbers `[batch, n]` that depend on its inputs.
 *   `trace` throws if one of its kernels has no gradient; missing and wrong gradients of tfjs are replaced where we know the correct
 *   one. Booleans and whole numbers, such as masks by comparison and indices, have a derivative of 0. With stock
 *   tfjs-wasm, `backward` throws for a LayersModel's convolution without an activation: tfjs needs a kernel that
 *   `@csm/wasm` provides.
 * @category Encoders and decoders
 */
export function functionEncoder(
  encode: (inputs: Tensor) => Tensor,
  options: FunctionEncoderOptions,
): TfjsEncoder {
  checkOptions<FunctionEncoderOptions>('functionEncoder', options, { inputShape: true, layout: true });
  const inputShape = checkedShape(options?.inputShape);
  const layout = imageLayout('functionEncoder', options?.layout, inputShape);
  if (typeof encode !== 'function') {
    throw invalidArgument(
      `functionEncoder: expected a function from inputs to latents; got ${typeName(encode)}.`,
    );
  }
  if (encode.constructor.name === 'AsyncFunction') {
    throw invalidArgument(
      'functionEncoder: the function must be synchronous; got an async function; for an asynchronous encoder, write an object ' +
        '{ inputShape, latentSize, encode }.',
    );
  }
  const run = (caller: string, inputs: Tensor) =>
    checkedLatent(
      caller,
      withDisposalNamed(caller, 'function', () => encode(inputs)),
      inputs,
    );
  const latentSize = dryRun(run, inputShape);
  const checked = (caller: string, inputs: Tensor) => {
    if (`${inputs.shape.slice(1)}` !== `${inputShape}`) {
      throw invalidArgument(
        `${caller}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`,
      );
    }
    const latent = run(caller, inputs);
    if (latent.shape[1] === latentSize) return latent;
    throw unsupportedModel(
      `${caller}: the function must return ${latentSize} latent dimensions for all inputs, as it did for zeros; got ${latent.shape[1]}.`,
    );
  };
  return {
    inputShape,
    ...(layout && { layout }),
    latentSize,
    encode: (inputs) => tidy(() => checked('encode', inputs)),
    trace: trust((inputs: Tensor, { rules = true }: TraceOptions = {}) => {
      checkGradientsRegistered();
      let activations = new Map<number, RecognisedActivation>();
      const tape = recordTape(
        () => withVisibleKernels(() => checked('trace', inputs)),
        [inputs],
        (recorded, nodes) => {
          if (rules) activations = recognisedActivations(recorded, nodes, inputs);
        },
      );
      try {
        for (const node of tape.nodes) checkGradient(node);
        return traceOf(tape, inputs, activations);
      } catch (error) {
        tape.dispose();
        throw unsupportedModel(`trace: ${sentence((error as Error).message)}`, { cause: error });
      }
    }),
  };
}

/** Runs the function once to find the size of its latents. */
function dryRun(run: (caller: string, inputs: Tensor) => Tensor2D, inputShape: readonly number[]): number {
  const sample = zeros([1, ...inputShape]);
  try {
    const tape = recordTape(() => run('functionEncoder', sample), [sample]);
    tape.dispose();
    const [, latentSize = 0] = tape.output.shape;
    if (tape.nodes.length > 0) return latentSize;
    throw unsupportedModel(
      'functionEncoder: the latent does not depend on the inputs through operations of tfjs.',
    );
  } finally {
    sample.dispose();
  }
}

function traceOf(tape: Tape, inputs: Tensor, activations: ReadonlyMap<number, RecognisedActivation>): Trace {
  let disposed = false;
  return {
    latent: tape.output as Tensor2D,
    async backward(cotangent, rules) {
      if (disposed) throw invalidArgument('backward: this trace was disposed; trace the inputs again.');
      if (`${cotangent.shape}` !== `${tape.output.shape}`) {
        throw invalidArgument(
          `backward: the cotangent must have the latent's shape [${tape.output.shape}]; got [${cotangent.shape}].`,
        );
      }
      if (rules) checkVisibleRules(rules);
      return tapeBackward(tape, inputs, cotangent, rules, activations);
    },
    dispose() {
      if (!disposed) tape.dispose();
      disposed = true;
    },
  };
}

/** Propagates a cotangent of the output to the inputs; the caller must dispose the result. */
async function tapeBackward(
  { nodes, output }: Tape,
  inputs: Tensor,
  cotangent: Tensor,
  rules: BackwardRules | undefined,
  activations: ReadonlyMap<number, RecognisedActivation>,
): Promise<Tensor> {
  const pending = new Map<number, Tensor>([[output.id, reshape(cotangent, cotangent.shape)]]);
  try {
    for (const [i, node] of [...nodes.entries()].reverse()) {
      if (!node.outputs.some(({ id }) => pending.has(id))) continue;
      // Only rules treat an activation in several kernels differently from these kernels.
      const activation = rules && activations.get(node.id);
      const leaving = await nodeBackward(node, i, pending, rules ?? (() => undefined), activation);
      for (const { id } of node.outputs) {
        pending.get(id)?.dispose();
        pending.delete(id);
      }
      const ids = activation ? [activation.source] : Object.values(node.inputs).map(({ id }) => id);
      for (const [k, part] of leaving.entries()) {
        const id = ids[k] ?? -1;
        const sofar = pending.get(id);
        pending.set(id, sofar ? add(sofar, part) : part);
        if (sofar) dispose([sofar, part]);
      }
    }
    const gradient = pending.get(inputs.id) ?? zeros(inputs.shape);
    pending.delete(inputs.id);
    return gradient;
  } finally {
    dispose([...pending.values()]);
  }
}

/** The cotangents of a kernel's inputs or of a recognised activation's input, each as a separate tensor object. */
async function nodeBackward(
  node: TapeNode,
  position: number,
  pending: ReadonlyMap<number, Tensor>,
  rules: BackwardRules,
  recognised: RecognisedActivation | undefined,
): Promise<Tensor[]> {
  const cotangents = cotangentsOf(node, pending);
  const name = `${node.kernelName}_${position}`;
  if (recognised) {
    const { activation, input } = recognised;
    const output = tidy(() => unaliased(forward(activation, [input]), [input]));
    try {
      return [await operationBackward(name, activation, input, output, cotangents[0]!, rules)];
    } finally {
      output.dispose();
    }
  }
  let operation: Operation | undefined;
  tidy(() => {
    operation = visibleOperation(node);
  });
  if (operation === undefined) {
    const borrowed = [...pending.values(), ...(node.saved ?? [])];
    return tidy(() =>
      kernelVjp(node, cotangents).map((own, i, all) => unaliased(own, [...borrowed, ...all.slice(0, i)])),
    );
  }
  const [x, y] = node.saved as [Tensor, Tensor];
  return [await operationBackward(name, operation, x, y, cotangents[0]!, rules)];
}

/** Runs a graph of one operation backward, so that rules apply to it as to any other operation. */
function operationBackward(
  name: string,
  operation: Operation,
  x: Tensor,
  y: Tensor,
  cotangent: Tensor,
  rules: BackwardRules,
): Promise<Tensor> {
  const inputNode = {
    id: 0,
    name: 'input',
    operation: { kind: 'input' },
    inputs: [],
    outputShape: x.shape.slice(1),
  } as const;
  const own: GraphNode = { id: 1, name, operation, inputs: [0], outputShape: y.shape.slice(1) };
  return runBackward({ nodes: [inputNode, own], input: 0, output: 1 }, [x, y], cotangent, rules);
}

function checkedShape(inputShape: readonly number[] | undefined): readonly number[] {
  const valid =
    Array.isArray(inputShape) && inputShape.every((length) => Number.isInteger(length) && length > 0);
  if (valid) return [...inputShape];
  throw invalidArgument(
    'functionEncoder: inputShape must be the shape of one input, without the batch axis, such as [28, 28, 1]; ' +
      `got ${JSON.stringify(inputShape)}.`,
  );
}

/** Checks the function's result and returns it as a separate tensor object. Call inside `tf.tidy`. */
function checkedLatent(caller: string, latent: unknown, inputs: Tensor): Tensor2D {
  if (latent instanceof Promise) {
    // It will most likely fail, because its tensors are freed.
    latent.catch(() => {});
    throw invalidArgument(
      `${caller}: the function must be synchronous, so without await or data(); it returned a Promise.`,
    );
  }
  if (!(latent instanceof Tensor)) {
    throw invalidArgument(`${caller}: the function must return a tensor; got ${typeName(latent)}.`);
  }
  const [batch] = inputs.shape;
  if (latent.rank !== 2 || latent.shape[0] !== batch || latent.dtype !== 'float32') {
    throw unsupportedModel(
      `${caller}: the function must return float32 latents of shape [batch, n], here [${batch}, n]; ` +
        `got ${latent.dtype} of shape [${latent.shape}].`,
    );
  }
  return reshape(latent, latent.shape) as Tensor2D;
}
