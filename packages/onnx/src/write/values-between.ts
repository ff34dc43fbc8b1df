import type { EmittedNode, Emitter } from './emitter.js';
import { BATCH, type Value } from './value.js';

/** Operators that change only the shape, at no cost: their input is kept instead of their output. */
const FREE = new Set(['Reshape', 'Identity', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** A value that the backward pass computes only from the forward pass is kept if it is smaller than its sources by this factor. */
const MUCH_SMALLER = 8;

/**
 * The values that a backward pass reads from the forward pass: inputs, and values that depend on them. Values that depend only on constants
 * are computed again, or folded by ONNX Runtime. Some values that the backward pass computes, such as the deviations by which normalisations
 * divide, move to the forward pass, because they are much smaller than the images from which they are computed.
 */
export function valuesBetween(
  own: Emitter,
  forwardNodes: ReadonlySet<EmittedNode>,
  inputs: readonly Value[],
  map: Value,
): { kept: Value[]; inputs: Value[] } {
  const starts = new Map(inputs.map((input) => [input.name, input]));
  const sources = sourcesOf(own, starts);
  const isKept = (node: EmittedNode, value: Value): boolean => {
    if (sources.of(value) !== 'forward pass' || FREE.has(node.op)) return false;
    if (forwardNodes.has(node)) return true;
    const read = valuesRead(own, value, (from) => from === undefined || forwardNodes.has(from));
    const large = read.filter((each) => sources.of(each) === 'forward pass');
    return sizePerSample(value) * MUCH_SMALLER <= large.reduce((sum, each) => sum + sizePerSample(each), 0);
  };
  const kept = new Map<string, Value>();
  const reached = valuesRead(own, map, (node, value) => {
    if (node === undefined || !isKept(node, value)) return node === undefined;
    kept.set(value.name, value);
    return true;
  });
  const read = new Set(reached.map(({ name }) => name));
  return {
    kept: [...kept.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    inputs: [...starts.values()].filter(({ name }) => read.has(name)),
  };
}

export function sizePerSample({ shape }: Value): number {
  return shape.reduce((product, length) => product * (length >= BATCH ? length / BATCH : length), 1);
}

type Source = 'constants' | 'forward pass' | 'backward pass';

/** Finds what a value depends on; the cotangent is the only input that is not among `starts`. */
function sourcesOf(own: Emitter, starts: ReadonlyMap<string, Value>): { of(value: Value): Source } {
  const sources = new Map<EmittedNode, Source>();
  const of = (value: Value): Source => {
    const node = own.nodeOf(value);
    if (node !== undefined) return sources.get(node) ?? 'constants';
    if (value.numbers !== undefined) return 'constants';
    return starts.has(value.name) ? 'forward pass' : 'backward pass';
  };
  for (const node of own.nodes) {
    const found = node.inputs.flatMap((input) => (input === undefined ? [] : [of(input)]));
    const last = (['backward pass', 'forward pass'] as const).find((source) => found.includes(source));
    sources.set(node, last ?? 'constants');
  }
  return { of };
}

/** The values that a value depends on, down to those that `isEnd` holds for. */
function valuesRead(
  own: Emitter,
  value: Value,
  isEnd: (node: EmittedNode | undefined, value: Value) => boolean,
): Value[] {
  const ends: Value[] = [];
  const seen = new Set<EmittedNode>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = own.nodeOf(next);
    if (node !== undefined && seen.has(node)) continue;
    if (isEnd(node, next)) {
      ends.push(next);
      continue;
    }
    if (node === undefined) continue;
    seen.add(node);
    for (const input of node.inputs) if (input !== undefined) open.push(input);
  }
  return ends;
}
