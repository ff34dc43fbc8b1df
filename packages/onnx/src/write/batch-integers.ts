import type { EmittedNode } from './emitter.js';
import { HALF_BATCH } from './value.js';
import type { InitializerDraft, NodeDraft } from './wire/model-draft.js';

/** A length as `count` times the length of the batch, plus `rest`. */
export function batchesIn(number: number): { readonly count: number; readonly rest: number } {
  const halves = Math.floor(number / HALF_BATCH);
  return { count: halves / 2, rest: number - halves * HALF_BATCH };
}

/**
 * The nodes that compute lists of integers from the number of samples, which is the length of an input's first axis.
 * @param lists nodes of kind `BATCH_INTEGERS`.
 * @param unused returns a name that no value has yet.
 */
export function batchIntegers(
  lists: readonly EmittedNode[],
  input: string,
  unused: (wanted: string) => string,
): { nodes: NodeDraft[]; initializers: InitializerDraft[] } {
  const nodes: NodeDraft[] = [];
  const initializers = new Map<number, InitializerDraft>();
  if (lists.length === 0) return { nodes, initializers: [] };
  const constant = (number: number): string => {
    const before = initializers.get(number);
    if (before !== undefined) return before.name;
    const name = unused(`integer_${number}`);
    initializers.set(number, { name, type: 'int64', shape: [1], numbers: BigInt64Array.of(BigInt(number)) });
    return name;
  };
  const known = new Map<string, string>();
  const write = (
    op: string,
    inputs: string[],
    name: string,
    attributes?: NodeDraft['attributes'],
  ): string => {
    nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  };
  const node = (
    op: string,
    inputs: string[],
    output: string,
    attributes?: NodeDraft['attributes'],
  ): string => {
    const name = known.get(output) ?? write(op, inputs, unused(output), attributes);
    known.set(output, name);
    return name;
  };
  const samples = node('Shape', [input], 'samples', { start: 0, end: 1 });
  const computed = (number: number): string => {
    if (number < HALF_BATCH) return constant(number);
    const { count, rest } = batchesIn(number);
    const halves = 2 * count;
    const multiple =
      count === 1 ? samples : node('Mul', [samples, constant(halves)], `samples_times_${halves}`);
    const batches =
      count === 1 ? samples : node('Div', [multiple, constant(2)], `samples_times_${halves}_over_2`);
    return rest === 0 ? batches : node('Add', [batches, constant(rest)], `${batches}_plus_${rest}`);
  };
  for (const { attributes, outputs } of lists) {
    const parts = (attributes.list as readonly number[]).map(computed);
    write('Concat', parts, outputs[0]?.name ?? '', { axis: 0 });
  }
  return { nodes, initializers: [...initializers.values()] };
}
