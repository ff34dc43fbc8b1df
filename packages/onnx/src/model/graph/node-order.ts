import { invalidFile } from '@csm/base';
import type { OnnxNode } from '../onnx-model.js';

/**
 * Nodes in an order in which each comes after those whose outputs it reads; nodes that are in such an order stay as they are.
 * @param known names of the tensors that are not outputs of nodes.
 * @throws if two nodes have the same output, a node reads a tensor that does not exist, or nodes read each other's outputs in a circle.
 */
export function orderedNodes(
  where: string,
  nodes: readonly OnnxNode[],
  known: ReadonlySet<string>,
): readonly OnnxNode[] {
  const sources = new Map<string, number>();
  nodes.forEach((node, i) => {
    for (const name of node.outputs) {
      if (name === '') continue;
      if (sources.has(name) || known.has(name)) {
        throw invalidFile(
          `${where}: expected each tensor once; node "${node.name}" (${node.op}) computes "${name}" again; export the model again.`,
        );
      }
      sources.set(name, i);
    }
  });
  const waits = nodes.map((node) => {
    const before = new Set<number>();
    for (const name of [...node.inputs, ...(node.captured ?? [])]) {
      if (name === '' || known.has(name)) continue;
      const source = sources.get(name);
      if (source === undefined) {
        throw invalidFile(
          `${where}: node "${node.name}" (${node.op}) reads the tensor "${name}", which does not exist; export the model again.`,
        );
      }
      before.add(source);
    }
    return before;
  });
  if (waits.every((before, i) => [...before].every((source) => source < i))) return nodes;
  return sorted(where, nodes, waits);
}

function sorted(
  where: string,
  nodes: readonly OnnxNode[],
  waits: readonly ReadonlySet<number>[],
): readonly OnnxNode[] {
  const left = waits.map(({ size }) => size);
  const readers: number[][] = nodes.map(() => []);
  waits.forEach((before, i) => {
    for (const source of before) readers[source]?.push(i);
  });
  const order = left.flatMap((count, i) => (count === 0 ? [i] : []));
  for (const done of order) {
    for (const reader of readers[done] ?? []) {
      const count = (left[reader] ?? 0) - 1;
      left[reader] = count;
      if (count === 0) order.push(reader);
    }
  }
  if (order.length === nodes.length) return order.flatMap((i) => nodes[i] ?? []);
  const stuck = nodes.find((_, i) => (left[i] ?? 0) > 0);
  throw invalidFile(
    `${where}: expected a graph without cycles; node "${stuck?.name}" (${stuck?.op}) depends on its own output; export the model again.`,
  );
}
