import { invalidArgument, typeName, unsupportedModel } from '@csm/base';
import {
  type BackwardRule,
  type BackwardRules,
  type Graph,
  type Operation,
  operationVjp,
} from '@csm/core/extend';
import { add, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { DERIVATIVES } from './derivatives/index.js';
import type { DerivativeOptions } from './derivatives/write-derivative.js';
import type { ForwardPass } from './forward-pass.js';
import { namingRecorded } from './not-recordable.js';
import type { Recording } from './recorder.js';
import { HALF_BATCH, type Value } from './value.js';

/**
 * Records the backward pass of a recorded forward pass: for each node, its vector–Jacobian product or the step of its rule.
 * @param cotangent of the latent.
 * @returns the cotangent of the input.
 * @throws if a rule has no `emit`, or returns cotangents of wrong shapes.
 */
export function recordBackward(
  caller: string,
  recording: Recording,
  graph: Graph,
  { nodes }: ForwardPass,
  cotangent: Value,
  rules?: BackwardRules,
  options: DerivativeOptions = {},
): Value {
  const { tensorFor, valueFor } = recording;
  // Rules that depend on a node's neighbours read symbolic weights of theirs, too.
  const recorded: Graph = {
    ...graph,
    nodes: nodes.map(({ node, operation }) => ({ ...node, operation })),
  };
  const pending = new Map<number, Tensor>([[graph.output, tensorFor(cotangent)]]);
  for (const { node, operation, output } of [...nodes].reverse()) {
    const arriving = pending.get(node.id);
    if (arriving === undefined || node.id === graph.input) continue;
    const inputs = node.inputs.flatMap((id) => nodes[id]?.output ?? []);
    const vjp = (g: Tensor) => operationDerivative(recording, operation, { inputs, output }, g, options);
    const rule = rules?.(recorded.nodes[node.id] ?? node, recorded);
    const leaving = namingRecorded(
      caller,
      `the backward pass of node "${node.name}" (${operation.kind})`,
      () =>
        rule
          ? emitted(caller, rule).emit({
              node: { ...node, operation },
              inputs,
              output,
              cotangent: arriving,
              vjp,
            })
          : vjp(arriving),
    );
    if (rule) checkShapes(caller, rule.name, node.name, leaving, inputs);
    for (const [i, part] of leaving.entries()) {
      if (node.constantInputs?.[i]) continue;
      const id = node.inputs[i] ?? graph.input;
      const sum = pending.get(id);
      pending.set(id, sum === undefined ? part : add(sum, part));
    }
  }
  const found = pending.get(graph.input);
  return valueFor(found ?? zerosLike(nodes[graph.input]?.output as Tensor));
}

/** The cotangents of an operation's inputs: written as ONNX directly if `derivatives/` has the kind, otherwise recorded. */
export function operationDerivative(
  { emitter, tensorFor, valueFor }: Recording,
  operation: Operation,
  { inputs, output }: { readonly inputs: readonly Tensor[]; readonly output: Tensor },
  cotangent: Tensor,
  options: DerivativeOptions,
): Tensor[] {
  const record = { inputs: inputs.map(valueFor), output: valueFor(output), valueFor };
  const written = DERIVATIVES[operation.kind]?.(
    emitter,
    operation as never,
    record,
    valueFor(cotangent),
    options,
  );
  return written?.map(tensorFor) ?? operationVjp(operation, { inputs, output }, cotangent);
}

type EmittedRule = BackwardRule & Required<Pick<BackwardRule, 'emit'>>;

function emitted(caller: string, rule: BackwardRule): EmittedRule {
  if (rule.emit !== undefined) return rule as EmittedRule;
  throw unsupportedModel(
    `${caller}: rule "${rule.name}" has no emit(), so its backward step cannot be written as ONNX; give the rule an emit(step) of ` +
      'TensorFlow.js operations, or use the encoder in TensorFlow.js.',
  );
}

function checkShapes(
  caller: string,
  rule: string,
  node: string,
  leaving: readonly Tensor[],
  inputs: readonly Tensor[],
): void {
  if (!Array.isArray(leaving)) {
    throw invalidArgument(
      `${caller}: emit() of rule "${rule}" at node "${node}" must return a list of cotangents, one per input; got ${typeName(leaving)}.`,
    );
  }
  const [came, expected] = [leaving, inputs].map((tensors) =>
    tensors.map(({ shape }) => `[${shape.map((n: number) => (n >= HALF_BATCH ? 'batch' : n))}]`).join(', '),
  );
  if (came === expected) return;
  throw invalidArgument(
    `${caller}: emit() of rule "${rule}" at node "${node}" must return one cotangent per input, of the input's shape: ` +
      `${expected}; got ${came}.`,
  );
}
