import { unsupportedModel } from '@csm/base';
import type { OnnxNode } from '../model/onnx-model.js';

/** Why a node cannot be read. */
export interface Refusal {
  readonly node: OnnxNode;
  /** A clause that ends with a period. */
  readonly reason: string;
}

const refusals = new WeakMap<Error, Refusal>();
const mixed = new WeakSet<Error>();
const notConstant = new WeakSet<Error>();

/** The error that refuses a node. */
export function refusalError(node: OnnxNode, reason: string): Error {
  const error = unsupportedModel(`node "${node.name}" (${node.op}): ${reason}`);
  refusals.set(error, { node, reason });
  return error;
}

/** What an error of {@link refusalError} says; undefined for every other error. */
export function refusalOf(error: unknown): Refusal | undefined {
  return refusals.get(error as Error);
}

/** Marks an error: the samples of a fixed batch cannot be followed through a node. */
export function markMixed(error: Error): Error {
  mixed.add(error);
  return error;
}

export const isMixed = (error: unknown): boolean => mixed.has(error as Error);

/** Marks an error: an operator needs a constant, and got a value that depends on the model's inputs. */
export function markNotConstant(error: Error): Error {
  notConstant.add(error);
  return error;
}

export const isNotConstant = (error: unknown): boolean => notConstant.has(error as Error);

/** The nodes that cannot be read, grouped by operator and reason: `Loop (nodes "a", "b"): control flow …; …`. */
export function listedRefusals(all: Iterable<Refusal>): string {
  const groups = new Map<string, string[]>();
  for (const { node, reason } of all) {
    const key = JSON.stringify([node.op, reason.replace(/\.$/, '')]);
    groups.set(key, [...(groups.get(key) ?? []), `"${node.name}"`]);
  }
  return [...groups]
    .map(([key, names]) => {
      const [op, reason] = JSON.parse(key) as [string, string];
      const shown =
        names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
      return `${op} (${names.length === 1 ? 'node' : 'nodes'} ${shown}): ${reason}`;
    })
    .join('; ');
}
