import { largest, size } from '@csm/base';
import type { Reading } from '../reading.js';
import type { Value } from '../value.js';
import { leaderOf } from './leader.js';
import { rearranged } from './rearranged.js';
import { SAMPLES } from './samples-axis.js';
import { withRank } from './with-rank.js';

/** Values whose nodes' tensors broadcast against each other axis by axis, and what an elementwise operation of them gives. */
export interface Aligned {
  readonly values: readonly Value[];
  /** The broadcast shape, in ONNX's order, and its axes. */
  readonly shape: readonly number[];
  readonly axes: readonly (readonly number[])[];
  /** The shape of the node's tensor, without the samples. */
  readonly outputShape: readonly number[];
}

/** A part of one of ONNX's axes that is one axis of every aligned tensor. */
interface Piece {
  readonly axis: number;
  /** Position among the pieces of its axis. */
  readonly position: number;
  readonly length: number;
}

/**
 * Lays values out for an elementwise operation with ONNX's broadcasting: the same axes in the same order, with length 1 where a value is
 * broadcast. The order is that of the largest value (see {@link leaderOf}), so that as a rule only small tensors are moved.
 */
export function aligned(at: Reading, values: readonly Value[]): Aligned {
  const alike = laidOutAlike(at, values);
  if (alike) return alike;
  const rank = largest(values.map(({ shape }) => shape.length));
  const all = values.map((value) => withRank(value, rank));
  const shape = broadcastShape(at, all);
  const factors = shape.map((length, axis) => commonFactors(at, all, axis, length));
  const leader = leaderOf(all);
  if (factors.flat().filter((factor) => factor === SAMPLES).length > 1) throw at.mixesSamples();
  const pieces = orderedPieces(at, leader, factors);
  const laid = all.map((value) => {
    const own = pieces.map((piece) => nodeAxesOf(at, value, factors[piece.axis] ?? [], piece));
    return {
      ...rearranged(at, value, own),
      type: value.type,
      shape: value.shape,
      axes: axesOf(value, factors, pieces),
    };
  });
  const outputShape = pieces.map(({ length }) => length);
  return { values: laid, shape, axes: axesOf(undefined, factors, pieces), outputShape };
}

/** Values that broadcast as they are: with the same axes at the same places, including axes of length 1 that ONNX does not have. */
function laidOutAlike(at: Reading, values: readonly Value[]): Aligned | undefined {
  const [first] = values;
  if (first === undefined || values.some(({ axes }) => JSON.stringify(axes) !== JSON.stringify(first.axes)))
    return undefined;
  const outputShape = broadcast(values.map((value) => at.outputShape(value)));
  const shape = broadcast(values.map((value) => value.shape));
  return outputShape && shape && { values, shape, axes: first.axes, outputShape };
}

/** The shape to which shapes of one rank broadcast; undefined if they do not. */
function broadcast(shapes: readonly (readonly number[])[]): number[] | undefined {
  const [first = []] = shapes;
  const result = first.map((_, axis) => largest(shapes.map((shape) => shape[axis] ?? 1)));
  const fits = shapes.every(
    (shape) =>
      shape.length === first.length && shape.every((length, axis) => length === 1 || length === result[axis]),
  );
  return fits ? result : undefined;
}

function broadcastShape(at: Reading, values: readonly Value[]): number[] {
  const [first] = values;
  return (first?.shape ?? []).map((_, axis) => {
    const lengths = new Set(values.map(({ shape }) => shape[axis] ?? 1));
    lengths.delete(1);
    const [length = 1, ...others] = lengths;
    if (others.length === 0) return length;
    const shapes = values.map(({ shape }) => `[${shape}]`).join(' and ');
    throw at.refuse(`expected shapes that broadcast; got ${shapes}.`);
  });
}

/** The lengths of the factors of one of ONNX's axes that all values share; 0 stands for the samples. */
function commonFactors(
  at: Reading,
  values: readonly Value[],
  axis: number,
  length: number,
): readonly number[] {
  if (length === 1) return [];
  const full = values.filter(({ shape }) => shape[axis] === length);
  const of = full.map((value) => factorsOf(at, value, axis));
  const [first = []] = of;
  if (of.every((other) => `${other}` === `${first}`)) return first;
  if (of.every((other) => !other.includes(SAMPLES))) return [length];
  // Joined, except for the samples.
  const joined = of.map((other) => {
    const samples = other.indexOf(SAMPLES);
    if (samples === -1) throw at.mixesSamples();
    const parts = [size(other.slice(0, samples)), SAMPLES, size(other.slice(samples + 1))];
    return parts.filter((part) => part !== 1);
  });
  if (joined.some((other) => `${other}` !== `${joined[0]}`)) throw at.mixesSamples();
  return joined[0] ?? [];
}

function factorsOf(at: Reading, value: Value, axis: number): number[] {
  const lengths = at.outputShape(value);
  return (value.axes[axis] ?? []).flatMap((own) => (own === SAMPLES ? [SAMPLES] : [lengths[own - 1] ?? 1]));
}

/** Stands for the axes of length 1 of the leader's tensor. */
const NO_AXIS = -1;

/**
 * The pieces in the order of the leader's tensor; those of axes along which it is broadcast come last. Its axes of length 1 stay, such as the
 * height of a signal: without reshapes, operations that several nodes compute together are recognised.
 */
function orderedPieces(at: Reading, leader: Value, factors: readonly (readonly number[])[]): Piece[] {
  const pieces = factors.flatMap((lengths, axis) =>
    lengths.flatMap((length, position): Piece[] => (length === SAMPLES ? [] : [{ axis, position, length }])),
  );
  const placed = pieces.map((piece) => {
    const [place = Number.MAX_SAFE_INTEGER] = nodeAxesOf(at, leader, factors[piece.axis] ?? [], piece);
    return { piece, place };
  });
  const single = at.outputShape(leader).flatMap((length, i) => {
    const place = i + 1;
    if (length !== 1 || placed.some((each) => each.place === place)) return [];
    return [{ piece: { axis: NO_AXIS, position: 0, length }, place }];
  });
  return [...placed, ...single].sort((a, b) => a.place - b.place).map(({ piece }) => piece);
}

/** The axes of a value's tensor that make up a piece; none where it is broadcast. */
function nodeAxesOf(
  at: Reading,
  value: Value,
  factors: readonly number[],
  { axis, position }: Piece,
): readonly number[] {
  const group = value.axes[axis] ?? [];
  if ((value.shape[axis] ?? 1) === 1) return [];
  if (factors.length === group.length) return [group[position] ?? 0];
  const samples = group.indexOf(SAMPLES);
  if (samples === -1) return group;
  if (factors.indexOf(SAMPLES) === -1) throw at.mixesSamples();
  return position < factors.indexOf(SAMPLES) ? group.slice(0, samples) : group.slice(samples + 1);
}

function axesOf(
  value: Value | undefined,
  factors: readonly (readonly number[])[],
  pieces: readonly Piece[],
): number[][] {
  return factors.map((lengths, axis) => {
    // Where a value is broadcast it has the axis of length 1 that the others have.
    if (value && value.shape[axis] === 1 && lengths.includes(SAMPLES)) return [];
    return lengths.map((length, position) =>
      length === SAMPLES
        ? SAMPLES
        : pieces.findIndex((piece) => piece.axis === axis && piece.position === position) + 1,
    );
  });
}
