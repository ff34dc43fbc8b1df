import { typeName } from '@csm/base';
import { add, dispose, reshape, Tensor, type Tensor2D, tidy, zeros } from '@tensorflow/tfjs-core';
import { runBackward } from '../../graph/backward.js';
import { unaliased } from '../../graph/forward.js';
import type { GraphNode } from '../../graph/graph.js';
import type { Operation } from '../../graph/operation.js';
import type { BackwardRules } from '../../graph/rules.js';
import type { Trace } from '../../graph/trace.js';
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
import { checkHonoured } from './hidden-nonlinearity.js';
import { shownOperation, withShownKernels } from './visible-kernels.js';

/** Options of {@link functionEncoder}. */
export interface FunctionEncoderOptions {
  /** Shape of one input, without the batch axis. */
  inputShape: readonly number[];
}

/**
 * An {@link Encoder} over any differentiable function: TensorFlow.js operations written by hand, or a model within a
 * pipeline.
 *
 * A trace runs the function once and takes over what tfjs recorded: kernel by kernel, with each one's gradient. Backward
 * rules find the nonlinearities that are a kernel of their own (ReLU, ReLU6, LeakyReLU, ELU, SELU, sigmoid, tanh, softplus)
 * and 2-D pooling. Only while the function records are these kernels' gradients in tfjs' registry replaced, synchronously.
 *
 * What else the function does is hidden: rules that would replace it too (layerwise ε-LRP, DeepLIFT, RectGrad's border mask)
 * are refused, as the map would silently be another method's. A nonlinearity made of other operations keeps its derivative:
 * `tf.maximum(x, 0)` is no ReLU to a rule. {@link layersEncoder} and {@link graphEncoder} see everything.
 *
 * @param encode from `[batch, ...inputShape]` to `[batch, n]`: synchronous, the same for the same inputs, and each sample
 *   by itself. What it allocates is freed. It is run on one sample of zeros at once, to check it and find n.
 * @throws if the function is asynchronous, throws, or does not return float32 numbers `[batch, n]` that depend on its inputs.
 *   `trace` throws if tfjs has no gradient for one of its kernels or a wrong one (the wrong ones of 2-D pooling, mirrored edges
 *   and resized images are put right), or if the way leads through whole numbers. On stock tfjs-wasm the backward pass of a LayersModel's
 *   convolution without an activation of its own throws: tfjs asks for a kernel that `@csm/wasm` has.
 */
export function functionEncoder(
  encode: (inputs: Tensor) => Tensor,
  options: FunctionEncoderOptions,
): TfjsEncoder {
  const inputShape = checkedShape(options?.inputShape);
  if (typeof encode !== 'function') {
    throw new Error(`functionEncoder: expected a function from inputs to latents; got ${typeName(encode)}.`);
  }
  if (encode.constructor.name === 'AsyncFunction') {
    throw new Error('functionEncoder: the function must be synchronous; got an async function.');
  }
  const run = (caller: string, inputs: Tensor) => checkedLatent(caller, encode(inputs), inputs);
  const latentSize = dryRun(run, inputShape);
  const checked = (caller: string, inputs: Tensor) => {
    if (`${inputs.shape.slice(1)}` !== `${inputShape}`) {
      throw new Error(`${caller}: expected inputs of shape [batch,${inputShape}]; got [${inputs.shape}].`);
    }
    const latent = run(caller, inputs);
    if (latent.shape[1] === latentSize) return latent;
    throw new Error(
      `${caller}: the function gave ${latent.shape[1]} latent dimensions; it had given ${latentSize}.`,
    );
  };
  return {
    inputShape,
    latentSize,
    encode: (inputs) => tidy(() => checked('encode', inputs)),
    trace(inputs) {
      checkGradientsRegistered();
      const tape = recordTape(() => withShownKernels(() => checked('trace', inputs)), [inputs]);
      try {
        for (const node of tape.nodes) checkGradient(node);
        return traceOf(tape, inputs);
      } catch (error) {
        tape.dispose();
        throw new Error(`trace: ${(error as Error).message}`, { cause: error });
      }
    },
  };
}

/** Latent size of the function. */
function dryRun(run: (caller: string, inputs: Tensor) => Tensor2D, inputShape: readonly number[]): number {
  const sample = zeros([1, ...inputShape]);
  try {
    const tape = recordTape(() => run('functionEncoder', sample), [sample]);
    tape.dispose();
    if (tape.nodes.length > 0) return tape.output.shape[1]!;
    throw new Error('functionEncoder: the latent does not depend on the inputs by operations of tfjs.');
  } finally {
    sample.dispose();
  }
}

function traceOf(tape: Tape, inputs: Tensor): Trace {
  let disposed = false;
  return {
    latent: tape.output as Tensor2D,
    async backward(cotangent, rules) {
      if (disposed) throw new Error('backward: this trace was disposed; trace the inputs again.');
      if (`${cotangent.shape}` !== `${tape.output.shape}`) {
        throw new Error(
          `backward: the cotangent must have the latent's shape [${tape.output.shape}]; got [${cotangent.shape}].`,
        );
      }
      if (rules) checkHonoured(rules);
      return tapeBackward(tape, inputs, cotangent, rules ?? (() => undefined));
    },
    dispose() {
      if (!disposed) tape.dispose();
      disposed = true;
    },
  };
}

/** The cotangent of the inputs, the caller's. */
async function tapeBackward(
  { nodes, output }: Tape,
  inputs: Tensor,
  cotangent: Tensor,
  rules: BackwardRules,
): Promise<Tensor> {
  const pending = new Map<number, Tensor>([[output.id, reshape(cotangent, cotangent.shape)]]);
  try {
    for (const [i, node] of [...nodes.entries()].reverse()) {
      const leaving = await nodeBackward(node, i, pending, rules);
      for (const { id } of node.outputs) {
        pending.get(id)?.dispose();
        pending.delete(id);
      }
      Object.values(node.inputs).forEach(({ id }, k) => {
        const sofar = pending.get(id);
        pending.set(id, sofar ? add(sofar, leaving[k]!) : leaving[k]!);
        if (sofar) dispose([sofar, leaving[k]!]);
      });
    }
    const gradient = pending.get(inputs.id) ?? zeros(inputs.shape);
    pending.delete(inputs.id);
    return gradient;
  } finally {
    dispose([...pending.values()]);
  }
}

/** Cotangents of a kernel's inputs, each a handle of its own. */
async function nodeBackward(
  node: TapeNode,
  position: number,
  pending: ReadonlyMap<number, Tensor>,
  rules: BackwardRules,
): Promise<Tensor[]> {
  const cotangents = cotangentsOf(node, pending);
  let operation: Operation | undefined;
  tidy(() => {
    operation = shownOperation(node);
  });
  if (operation === undefined) {
    const borrowed = [...pending.values(), ...(node.saved ?? [])];
    return tidy(() =>
      kernelVjp(node, cotangents).map((own, i, all) => unaliased(own, [...borrowed, ...all.slice(0, i)])),
    );
  }
  // A graph of this one operation, so that rules act as on any other.
  const [x, y] = node.saved as [Tensor, Tensor];
  const inputNode = {
    id: 0,
    name: 'input',
    operation: { kind: 'input' },
    inputs: [],
    outputShape: x.shape.slice(1),
  } as const;
  const name = `${node.kernelName}_${position}`;
  const own: GraphNode = { id: 1, name, operation, inputs: [0], outputShape: y.shape.slice(1) };
  return [await runBackward({ nodes: [inputNode, own], input: 0, output: 1 }, [x, y], cotangents[0]!, rules)];
}

function checkedShape(inputShape: readonly number[] | undefined): readonly number[] {
  const valid =
    Array.isArray(inputShape) && inputShape.every((length) => Number.isInteger(length) && length > 0);
  if (valid) return [...inputShape];
  throw new Error(
    'functionEncoder: inputShape must be the shape of one input, without the batch axis, such as [28, 28, 1]; ' +
      `got ${JSON.stringify(inputShape)}.`,
  );
}

/** The function's result as a tensor of its own. Call inside `tf.tidy`. */
function checkedLatent(caller: string, latent: unknown, inputs: Tensor): Tensor2D {
  if (latent instanceof Promise) {
    // It will most likely fail: its tensors are freed.
    latent.catch(() => {});
    throw new Error(
      `${caller}: the function returned a Promise; it must be synchronous, so without await or data().`,
    );
  }
  if (!(latent instanceof Tensor)) {
    throw new Error(`${caller}: the function must return a tensor; got ${typeName(latent)}.`);
  }
  const [batch] = inputs.shape;
  if (latent.rank !== 2 || latent.shape[0] !== batch || latent.dtype !== 'float32') {
    throw new Error(
      `${caller}: the function must return float32 latents of shape [batch, n], here [${batch}, n]; ` +
        `got ${latent.dtype} of shape [${latent.shape}].`,
    );
  }
  return reshape(latent, latent.shape) as Tensor2D;
}
