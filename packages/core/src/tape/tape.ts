import { invalidArgument, unsupportedModel } from '@csm/base';
import {
  add,
  dispose,
  engine,
  getGradient,
  type Tensor,
  tidy,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { sumToShape } from '../kernels/sum-to-shape.js';
import { mayBeRefused, withCorrectedGradients } from './corrected-gradients.js';

/** A kernel that tfjs ran while its tape was recording. */
export type TapeNode = ReturnType<typeof engine>['state']['activeTape'][number];

/** The kernels that a function ran, with everything that their gradients need. */
export interface Tape {
  /** The function's result, which belongs to the tape. */
  readonly output: Tensor;
  /**
   * The kernels between the inputs and the output, in the order in which they ran; inputs that do not depend on the
   * function's inputs are left out. So are booleans and whole numbers, whose derivative is 0: masks, indices and shapes.
   */
  readonly nodes: readonly TapeNode[];
  dispose(): void;
}

/**
 * Runs a function and takes over the tape that tfjs recorded, so that cotangents can be propagated back any number of
 * times, also asynchronously. `tf.grad` would discard the record, and leak its tensors on an error.
 *
 * @param inspect called with all recorded kernels and those between inputs and output, before tensors that only the others need are disposed.
 * @throws whatever the function throws, after disposing everything; also if it is called inside `tf.grad`, because it
 * would take over that call's tape.
 */
export function recordTape(
  run: () => Tensor,
  inputs: readonly Tensor[],
  inspect: (recorded: readonly TapeNode[], nodes: readonly TapeNode[]) => void = () => {},
): Tape {
  const { state } = engine();
  if (state.gradientDepth > 0) {
    throw invalidArgument('trace: cannot be called inside tf.grad, tf.grads or tf.variableGrads.');
  }
  let recorded: TapeNode[] = [];
  const recording = () => {
    keepOutputs(state.activeTape);
    try {
      return withCorrectedGradients(run);
    } finally {
      recorded = state.activeTape.splice(0);
    }
  };
  try {
    // The tape is empty when the engine looks for gradients, so the engine only records.
    const { value } = engine().gradients(recording, [...inputs], undefined, true);
    const nodes = between(inputs, value, recorded);
    inspect(recorded, nodes);
    const needed = new Set(nodes.flatMap(({ saved }) => saved ?? []));
    dispose(savedOf(recorded).filter((tensor) => !needed.has(tensor)));
    return {
      output: value,
      nodes,
      dispose() {
        dispose([value, ...needed]);
      },
    };
  } catch (error) {
    dispose(savedOf(recorded));
    throw error;
  }
}

/**
 * Lets a tape keep its own lists of outputs. tfjs records the list that it also returns, and a function may change that:
 * `split(x, 3).reverse()`.
 */
function keepOutputs(tape: TapeNode[]): void {
  tape.push = (...nodes) =>
    Array.prototype.push.call(tape, ...nodes.map((node) => ({ ...node, outputs: [...node.outputs] })));
}

/**
 * Computes the vector–Jacobian product of a function like `tf.grads`, but with zeros for an input that the result does not depend
 * on, and without a leak on an error. Call inside `tf.tidy`.
 */
export function tapeVjp(
  run: (inputs: readonly Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  cotangent: Tensor,
): Tensor[] {
  checkGradientsRegistered();
  const tape = recordTape(() => run(inputs), inputs);
  try {
    const pending = new Map([[tape.output.id, cotangent]]);
    for (const node of [...tape.nodes].reverse()) {
      const leaving = kernelVjp(node, cotangentsOf(node, pending));
      const ids = Object.values(node.inputs).map(({ id }) => id);
      for (const [i, part] of leaving.entries()) {
        const id = ids[i] ?? -1;
        const sofar = pending.get(id);
        pending.set(id, sofar ? add(sofar, part) : part);
      }
    }
    return inputs.map((input) => pending.get(input.id) ?? zerosLike(input));
  } finally {
    tape.dispose();
  }
}

/** The cotangents of a kernel's outputs; null if the result does not depend on an output. */
export function cotangentsOf(node: TapeNode, pending: ReadonlyMap<number, Tensor>): (Tensor | null)[] {
  return node.outputs.map(({ id }) => pending.get(id) ?? null);
}

/**
 * Computes the cotangents of a kernel's inputs, in the order of the inputs; some may be the given tensors. Call
 * inside `tf.tidy`.
 * @throws as {@link checkGradient}.
 */
export function kernelVjp(node: TapeNode, cotangents: readonly (Tensor | null)[]): Tensor[] {
  checkGradient(node);
  const full = cotangents.map((own, i) => own ?? zeros(node.outputs[i]?.shape ?? []));
  const gradients = node.gradient?.(full) ?? {};
  return Object.keys(node.inputs).map((name) => {
    const gradient = gradients[name];
    // tfjs' gradients of maximum, minimum and squaredDifference have the shape of the result.
    if (gradient !== undefined) return sumToShape(gradient(), node.inputs[name]?.shape ?? []);
    throw unsupportedModel(`backward: kernel "${node.kernelName}" has no gradient for its input "${name}".`);
  });
}

/** @throws if tfjs has no gradient for the kernel, or a wrong one. */
export function checkGradient({ kernelName, gradient, outputs }: TapeNode): void {
  if (gradient === undefined) {
    throw unsupportedModel(
      `tfjs has no gradient for kernel "${kernelName}" on any backend; use a method that only encodes, such as occlusion().`,
    );
  }
  if (!mayBeRefused(kernelName)) return;
  tidy(() => {
    gradient(outputs);
  });
}

/** @throws if only tfjs-core was imported: in Node, tfjs-layers registers the gradients. */
export function checkGradientsRegistered(): void {
  if (getGradient('Relu') !== undefined) return;
  throw invalidArgument(
    "trace: tfjs' gradients are not registered; import '@tensorflow/tfjs-layers' or '@tensorflow/tfjs'.",
  );
}

/** The nodes between the inputs and the output, as {@link Tape.nodes}. */
function between(inputs: readonly Tensor[], output: Tensor, nodes: readonly TapeNode[]): TapeNode[] {
  const reached = new Set(inputs.map(({ id }) => id));
  const forward = nodes.flatMap((node) => {
    const own = Object.entries(node.inputs).filter(([, { id }]) => reached.has(id));
    if (own.length === 0) return [];
    const varying = node.outputs.filter(isDifferentiable);
    if (varying.length === 0) return [];
    for (const { id } of varying) reached.add(id);
    return [{ ...node, inputs: Object.fromEntries(own) }];
  });
  const leading = new Set([output.id]);
  return forward
    .reverse()
    .filter(({ inputs: own, outputs }) => {
      if (!outputs.some(({ id }) => leading.has(id))) return false;
      for (const { id } of Object.values(own)) leading.add(id);
      return true;
    })
    .reverse();
}

/** Booleans and whole numbers only change in steps. */
function isDifferentiable({ dtype }: Tensor): boolean {
  return dtype !== 'bool' && dtype !== 'int32';
}

function savedOf(nodes: readonly TapeNode[]): Tensor[] {
  return nodes.flatMap(({ saved }) => saved ?? []);
}
