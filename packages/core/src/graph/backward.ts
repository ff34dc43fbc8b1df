import { add, reshape, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { unaliased } from './forward.js';
import type { Graph, GraphNode } from './graph.js';
import { vjp } from './operation.js';
import type { BackwardRules, BackwardStep } from './rules.js';

/**
 * One backward pass over a traced graph, by rules.
 * @param values outputs of all nodes, as {@link runForward} keeps them; borrowed.
 * @param cotangent of the graph's output; borrowed.
 * @param done told of each node whose output the pass no longer needs.
 * @returns the cotangent of the graph's input, the caller's. After an error of a rule nothing is left allocated.
 */
export async function runBackward(
  graph: Graph,
  values: readonly Tensor[],
  cotangent: Tensor,
  rules: BackwardRules,
  done?: (node: GraphNode) => void,
): Promise<Tensor> {
  const inputShape = values[graph.input]!.shape;
  const pending = new Map<number, Tensor>([[graph.output, reshape(cotangent, cotangent.shape)]]);
  try {
    for (const node of [...graph.nodes].reverse()) {
      const arriving = pending.get(node.id);
      if (arriving === undefined || node.id === graph.input) continue;
      const leaving = await nodeBackward(node, values, arriving, rules);
      pending.delete(node.id);
      arriving.dispose();
      node.inputs.forEach((id, i) => {
        accumulate(pending, id, leaving[i]!);
      });
      // Whatever takes the node's output stands later in the graph: it was passed before.
      done?.(node);
    }
    const gradient = pending.get(graph.input);
    pending.delete(graph.input);
    return gradient ?? zeros(inputShape);
  } finally {
    for (const left of pending.values()) left.dispose();
  }
}

async function nodeBackward(
  node: GraphNode,
  values: readonly Tensor[],
  cotangent: Tensor,
  rules: BackwardRules,
): Promise<Tensor[]> {
  const record = { inputs: node.inputs.map((id) => values[id]!), output: values[node.id]! };
  const rule = rules(node);
  const ordinary = (g: Tensor) => vjp(node.operation, record, g);
  if (rule === undefined) return tidy(() => separate(ordinary(cotangent), [cotangent]));

  const step: BackwardStep = { node, ...record, cotangent, vjp: ordinary };
  const borrowed = [cotangent, record.output, ...record.inputs];
  const host = rule.read && (await readOnHost(() => unaliased(rule.read!(step), borrowed)));
  return tidy(() => {
    const leaving = rule.backward(step, host);
    checkShapes(rule.name, node, leaving, record.inputs);
    return separate(leaving, borrowed);
  });
}

async function readOnHost(compute: () => Tensor): Promise<Float32Array> {
  const tensor = tidy(compute);
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}

/** Every tensor a handle of its own, so that each can be disposed once. */
function separate(tensors: readonly Tensor[], borrowed: readonly Tensor[]): Tensor[] {
  return tensors.map((tensor, i) => unaliased(tensor, [...borrowed, ...tensors.slice(0, i)]));
}

function accumulate(pending: Map<number, Tensor>, id: number, contribution: Tensor): void {
  const sofar = pending.get(id);
  if (sofar === undefined) {
    pending.set(id, contribution);
    return;
  }
  pending.set(id, add(sofar, contribution));
  sofar.dispose();
  contribution.dispose();
}

function checkShapes(
  rule: string,
  node: GraphNode,
  leaving: readonly Tensor[],
  inputs: readonly Tensor[],
): void {
  const came = leaving.map((tensor) => `[${tensor.shape}]`).join(', ');
  const expected = inputs.map((tensor) => `[${tensor.shape}]`).join(', ');
  if (came !== expected) {
    throw new Error(
      `backward: rule "${rule}" at node "${node.name}" must return one cotangent an input, of the input's shape: ` +
        `expected ${expected}, got ${came}.`,
    );
  }
}
