import { invalidArgument } from '@csm/base';
import { add, reshape, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { outputsOf, unaliased } from './forward.js';
import type { Graph, GraphNode } from './graph.js';
import { nodesOfInput } from './nodes-of-input.js';
import { vjp } from './operation.js';
import type { BackwardRules, BackwardStep } from './rules.js';

/**
 * Runs one backward pass over a traced graph, with rules.
 * @param values outputs of all nodes, as {@link runForward} keeps them; borrowed.
 * @param cotangent of the graph's output; borrowed.
 * @param done called for each node whose output the pass no longer needs.
 * @returns the cotangent of the graph's input; the caller must dispose it. Nothing is left allocated if a rule
 * throws.
 */
export async function runBackward(
  graph: Graph,
  values: readonly Tensor[],
  cotangent: Tensor,
  rules: BackwardRules,
  done?: (node: GraphNode) => void,
): Promise<Tensor> {
  const ofInput = nodesOfInput(graph);
  const pending = new Map<number, Tensor>([[graph.output, reshape(cotangent, cotangent.shape)]]);
  try {
    for (const node of [...graph.nodes].reverse()) {
      const arriving = pending.get(node.id);
      if (arriving === undefined || node.id === graph.input) continue;
      const leaving = await nodeBackward(graph, node, values, arriving, rules);
      pending.delete(node.id);
      arriving.dispose();
      for (const [i, part] of leaving.entries()) {
        const id = node.inputs[i] ?? graph.input;
        if (ofInput.has(id)) accumulate(pending, id, part);
        else part.dispose();
      }
      // All nodes that take this node's output come later in the graph, so the pass has already processed them.
      done?.(node);
    }
    const gradient = pending.get(graph.input);
    pending.delete(graph.input);
    return gradient ?? zeros(values[graph.input]?.shape ?? []);
  } finally {
    for (const left of pending.values()) left.dispose();
  }
}

async function nodeBackward(
  graph: Graph,
  node: GraphNode,
  values: readonly Tensor[],
  cotangent: Tensor,
  rules: BackwardRules,
): Promise<Tensor[]> {
  const record = { inputs: outputsOf(values, node.inputs), output: values[node.id] as Tensor };
  const rule = rules(node, graph);
  const ordinary = (g: Tensor) => vjp(node.operation, record, g);
  if (rule === undefined) return tidy(() => separate(ordinary(cotangent), [cotangent]));

  const step: BackwardStep = { node, ...record, cotangent, vjp: ordinary };
  const borrowed = [cotangent, record.output, ...record.inputs];
  const { read } = rule;
  const host = read && (await readOnHost(() => unaliased(read.call(rule, step), borrowed)));
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

/** Separate tensor objects, so that each can be disposed once. */
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
    throw invalidArgument(
      `backward: rule "${rule}" at node "${node.name}" must return one cotangent per input, of shape ${expected}; got ${came}.`,
    );
  }
}
