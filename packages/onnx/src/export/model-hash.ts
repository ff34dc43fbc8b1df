import { unsupportedModel } from '@csm/base';
import type { Graph } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isPerSample } from '../write/side-inputs.js';
import { type Weights, withTensors } from '../write/weights.js';

/**
 * SHA-256 of what a graph computes: its operations, the bytes of their weights, and how they are connected. The names of layers and
 * values that are given per sample are left out.
 * @returns 64 hexadecimal digits.
 */
export async function modelHash(caller: string, graph: Graph, weights: Weights): Promise<string> {
  const hashes = new Map<unknown, string>();
  for (const [id, numbers] of weights) {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    hashes.set(id, await sha256(caller, bytes));
  }
  const weight = ({ dataId, dtype, shape }: Tensor) => ({ dtype, shape, sha256: hashes.get(dataId) ?? null });
  const nodes = graph.nodes.map(({ operation, inputs, outputShape }) => ({
    // Hashes take the place of tensors, because the copy only becomes JSON.
    operation: withTensors(
      isPerSample(operation) ? { kind: operation.kind } : operation,
      '',
      (tensor) => weight(tensor) as unknown as Tensor,
    ),
    inputs,
    outputShape,
  }));
  const text = JSON.stringify({ nodes, input: graph.input, output: graph.output }, sorted);
  return sha256(caller, new TextEncoder().encode(text));
}

/** For JSON: sorts the keys of objects, and makes strings of NaN and infinities. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  return Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).sort(byKey));
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

async function sha256(caller: string, bytes: Uint8Array): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) {
    throw unsupportedModel(
      `${caller}: expected crypto.subtle, for the hash of the model in the file; browsers have it only on pages from https or localhost; ` +
        'serve the page from one of them.',
    );
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
