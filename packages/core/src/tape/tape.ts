import { add, dispose, engine, getGradient, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { mayBeRefused, withCorrectedGradients } from './corrected-gradients.js';

/** A kernel that tfjs ran while its tape was recording. */
export type TapeNode = ReturnType<typeof engine>['state']['activeTape'][number];

/** What a function computed, kernel by kernel, with all that their gradients need. */
export interface Tape {
  /** Of the function; the tape's own. */
  readonly output: Tensor;
  /** The kernels between the inputs and the output, in the order they ran; of their inputs those on the way. */
  readonly nodes: readonly TapeNode[];
  dispose(): void;
}

/**
 * Runs a function and takes over tfjs' record of it, so that it can be propagated back any number of times, also
 * asynchronously. `tf.grad` would throw the record away, and on an error leak what it holds.
 *
 * @throws what the function throws, with nothing left allocated; and inside of `tf.grad`, whose own record it would take.
 */
export function recordTape(run: () => Tensor, inputs: readonly Tensor[]): Tape {
  const { state } = engine();
  if (state.gradientDepth > 0) {
    throw new Error('trace: it cannot be called inside tf.grad, tf.grads or tf.variableGrads.');
  }
  let recorded: TapeNode[] = [];
  const recording = () => {
    try {
      return withCorrectedGradients(run);
    } finally {
      recorded = state.activeTape.splice(0);
    }
  };
  try {
    // Its tape is empty when it looks for gradients: it only records.
    const { value } = engine().gradients(recording, [...inputs], undefined, true);
    const nodes = between(inputs, value, recorded);
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
 * Vector–Jacobian product of a function, as `tf.grads` gives, but zeros for an input that the result does not depend on, and
 * no leak on an error. Call inside `tf.tidy`.
 */
export function tapeVjp(
  run: (inputs: readonly Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  cotangent: Tensor,
): Tensor[] {
  const tape = recordTape(() => run(inputs), inputs);
  try {
    const pending = new Map([[tape.output.id, cotangent]]);
    for (const node of [...tape.nodes].reverse()) {
      const leaving = kernelVjp(node, cotangentsOf(node, pending));
      Object.values(node.inputs).forEach(({ id }, i) => {
        const sofar = pending.get(id);
        pending.set(id, sofar ? add(sofar, leaving[i]!) : leaving[i]!);
      });
    }
    return inputs.map((input) => pending.get(input.id) ?? zerosLike(input));
  } finally {
    tape.dispose();
  }
}

/** Cotangents of a kernel's outputs; null where the result does not depend on one. */
export function cotangentsOf(node: TapeNode, pending: ReadonlyMap<number, Tensor>): (Tensor | null)[] {
  return node.outputs.map(({ id }) => pending.get(id) ?? null);
}

/**
 * Cotangents of a kernel's inputs, in their order; some may be the given ones. Call inside `tf.tidy`.
 * @throws as {@link checkGradient} does.
 */
export function kernelVjp(node: TapeNode, cotangents: readonly (Tensor | null)[]): Tensor[] {
  checkGradient(node);
  const gradients = node.gradient!(cotangents as Tensor[]);
  return Object.keys(node.inputs).map((name) => {
    const gradient = gradients[name];
    if (gradient !== undefined) return gradient();
    throw new Error(`backward: kernel "${node.kernelName}" has no gradient for its input "${name}".`);
  });
}

/** @throws if tfjs has no gradient for the kernel, or a wrong one. */
export function checkGradient({ kernelName, gradient, outputs }: TapeNode): void {
  if (gradient === undefined) {
    throw new Error(`tfjs has no gradient for kernel "${kernelName}" on any backend.`);
  }
  if (outputs.every(({ dtype }) => dtype === 'int32' || dtype === 'bool')) {
    throw new Error(
      `kernel "${kernelName}" gives ${outputs[0]!.dtype} numbers, through which nothing can be propagated back.`,
    );
  }
  if (!mayBeRefused(kernelName)) return;
  tidy(() => {
    gradient(outputs);
  });
}

/** @throws where tfjs-core alone was imported: in Node its gradients come with tfjs-layers. */
export function checkGradientsRegistered(): void {
  if (getGradient('Relu') !== undefined) return;
  throw new Error(
    "trace: tfjs' gradients are not registered; import '@tensorflow/tfjs-layers' or '@tensorflow/tfjs'.",
  );
}

/** The nodes on the way from the inputs to the output, each with those of its inputs that are on the way. */
function between(inputs: readonly Tensor[], output: Tensor, nodes: readonly TapeNode[]): TapeNode[] {
  const reached = new Set(inputs.map(({ id }) => id));
  const forward = nodes.flatMap((node) => {
    const own = Object.entries(node.inputs).filter(([, { id }]) => reached.has(id));
    if (own.length === 0) return [];
    for (const { id } of node.outputs) reached.add(id);
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

function savedOf(nodes: readonly TapeNode[]): Tensor[] {
  return nodes.flatMap(({ saved }) => saved ?? []);
}
