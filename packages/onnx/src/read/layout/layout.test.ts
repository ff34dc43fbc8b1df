import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import type { OnnxNode } from '../../model/onnx-model.js';
import { evaluateNodes } from '../evaluate-nodes.js';
import { graphBuilder } from '../graph-builder.js';
import {
  aligned,
  alongside,
  arranged,
  lastAxis,
  ownAxes,
  reshaped,
  singleAxis,
  transposed,
} from '../layout.js';
import { nodeReading } from '../node-reading.js';
import type { Value } from '../value.js';

beforeAll(() => useBackend('cpu'));

const node: OnnxNode = {
  name: 'n',
  op: 'Test',
  domain: '',
  inputs: [],
  outputs: ['y'],
  attributes: new Map(),
};
const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** A plain row-major array, by which the layouts are checked. */
interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const stridesOf = (shape: readonly number[]) => shape.map((_, i) => size(shape.slice(i + 1)));

function plainTransposed({ shape, data }: Plain, order: readonly number[]): Plain {
  const strides = stridesOf(shape);
  const to = order.map((axis) => shape[axis]!);
  return {
    shape: to,
    data: Array.from(
      { length: data.length },
      (_, i) =>
        data[
          indexOf(
            i,
            to,
            order.map((axis) => strides[axis]!),
          )
        ]!,
    ),
  };
}

function indexOf(i: number, shape: readonly number[], strides: readonly number[]): number {
  return stridesOf(shape).reduce(
    (sum, stride, axis) => sum + (Math.floor(i / stride) % shape[axis]!) * strides[axis]!,
    0,
  );
}

/** Shapes with the same number of elements. */
const factorings = (total: number): fc.Arbitrary<number[]> =>
  fc.infiniteStream(fc.nat()).map((stream) => {
    const shape: number[] = [];
    let left = total;
    while (left > 1 && shape.length < 4) {
      const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((d) => left % d === 0);
      const d = divisors[stream.next().value % divisors.length]!;
      shape.push(d);
      left /= d;
    }
    if (left > 1) shape.push(left);
    return shape.length === 0 ? [1] : shape;
  });

type Step =
  | { kind: 'reshape'; shape: number[] }
  | { kind: 'transpose'; seed: number }
  | { kind: 'last' | 'single'; axis: number }
  | { kind: 'arrange'; seed: number };

const step = (total: number): fc.Arbitrary<Step> =>
  fc.oneof(
    factorings(total).map((shape): Step => ({ kind: 'reshape', shape })),
    fc.nat().map((seed): Step => ({ kind: 'transpose', seed })),
    fc.nat().map((axis): Step => ({ kind: 'last', axis })),
    fc.nat().map((axis): Step => ({ kind: 'single', axis })),
    fc.nat().map((seed): Step => ({ kind: 'arrange', seed })),
  );

function permutationOf(rank: number, seed: number): number[] {
  const left = Array.from({ length: rank }, (_, i) => i);
  let rest = seed;
  return Array.from({ length: rank }, () => {
    const [taken] = left.splice(rest % left.length, 1);
    rest = Math.floor(rest / 3) + 1;
    return taken!;
  });
}

/** The numbers of a value in ONNX's order, computed by its graph on some samples. */
function run(
  builder: ReturnType<typeof graphBuilder>,
  value: Value,
  input: Tensor,
  samples?: number,
): number[] {
  const at = nodeReading(builder, { node, opset: 17, operands: [], readers: [], samples });
  const ordered = arranged(
    at,
    value,
    value.shape.map((_, axis) => axis).filter((axis) => `${value.axes[axis]}` !== '0'),
  );
  const [result] = evaluateNodes(builder.nodes, new Map([[0, input]]), [ordered.id]).values();
  const numbers = [...result!.dataSync()];
  result!.dispose();
  return numbers;
}

describe('layouts of a value', () => {
  it('any sequence of reshapes, transpositions and layouts computes what row-major arrays do, for every sample', () => {
    const start = fc.constantFrom([2, 3, 4], [6, 4], [1, 24], [2, 2, 3, 2], [24]);
    fc.assert(
      fc.property(start, fc.array(step(24), { maxLength: 6 }), (shape, steps) => {
        const builder = graphBuilder();
        const id = builder.add('x', { kind: 'input' }, [], shape);
        const at = nodeReading(builder, { node, opset: 17, operands: [], readers: [] });
        let value: Value = { id, type: 'float32', shape, axes: ownAxes(shape) };
        const data = [0, 100].map((first) => Array.from({ length: 24 }, (_, i) => first + i));
        let plain: Plain[] = data.map((numbers) => ({ shape, data: numbers }));
        for (const each of steps) {
          const rank = value.shape.length;
          if (each.kind === 'reshape') {
            value = reshaped(at, value, each.shape);
            plain = plain.map((array) => ({ ...array, shape: each.shape }));
          } else if (each.kind === 'transpose') {
            const order = permutationOf(rank, each.seed);
            value = transposed(value, order);
            plain = plain.map((array) => plainTransposed(array, order));
          } else if (each.kind === 'last') value = lastAxis(at, value, each.axis % rank);
          else if (each.kind === 'single') {
            value = singleAxis(at, value, each.axis % rank);
            expect(value.axes[each.axis % rank]).toHaveLength(1);
          } else if (each.kind === 'arrange') value = arranged(at, value, permutationOf(rank, each.seed));
        }
        expect(value.shape).toEqual(plain[0]!.shape);
        const input = tensor(data.flat(), [2, ...shape]);
        expect(run(builder, value, input)).toEqual(plain.flatMap(({ data }) => data));
        input.dispose();
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('with the samples as one of ONNX’s axes: the same, or a refusal', () => {
    const BATCH = 2;
    let followed = 0;
    const start = fc.constantFrom([2, 3, 4], [2, 12], [2, 2, 3, 2], [2, 2, 6]);
    fc.assert(
      fc.property(start, fc.array(step(24), { maxLength: 5 }), (shape, steps) => {
        const builder = graphBuilder();
        const sample = shape.slice(1);
        const id = builder.add('x', { kind: 'input' }, [], sample);
        const at = nodeReading(builder, { node, opset: 17, operands: [], readers: [], samples: BATCH });
        let value: Value = { id, type: 'float32', shape, axes: shape.map((_, axis) => [axis]) };
        let plain: Plain = { shape, data: Array.from({ length: 24 }, (_, i) => i) };
        try {
          for (const each of steps) {
            const rank = value.shape.length;
            if (each.kind === 'reshape') {
              value = reshaped(at, value, each.shape);
              plain = { ...plain, shape: each.shape };
            } else if (each.kind === 'transpose') {
              const order = permutationOf(rank, each.seed);
              value = transposed(value, order);
              plain = plainTransposed(plain, order);
            }
          }
        } catch (error) {
          expect((error as Error).message).toContain('may mix the samples');
          return;
        }
        followed++;
        // In the graph the samples come first; move them first in the array too.
        const axis = value.axes.findIndex((group) => group.includes(0));
        const group = value.axes[axis]!;
        const position = group.indexOf(0);
        const lengths = (axes: readonly number[]) => size(axes.map((own) => at.outputShape(value)[own - 1]!));
        const [before, after] = [lengths(group.slice(0, position)), lengths(group.slice(position + 1))];
        const split = [...plain.shape.slice(0, axis), before, BATCH, after, ...plain.shape.slice(axis + 1)];
        const order = [axis + 1, ...split.map((_, i) => i).filter((i) => i !== axis + 1)];
        const expected = plainTransposed({ ...plain, shape: split }, order).data;
        const input = tensor(
          Array.from({ length: 24 }, (_, i) => i),
          [...shape],
        );
        expect(run(builder, value, input, BATCH)).toEqual(expected);
        input.dispose();
      }),
      { seed: 4, numRuns: 500 },
    );
    expect(followed).toBeGreaterThan(100);
  });

  it('aligned values and constants broadcast as ONNX says', () => {
    const shapes = fc.constantFrom<[number[], number[]]>(
      [
        [2, 3, 4],
        [2, 3, 4],
      ],
      [
        [2, 3, 4],
        [3, 1],
      ],
      [[2, 3, 4], [4]],
      [
        [2, 1, 4],
        [3, 1],
      ],
      [
        [1, 3, 1],
        [2, 1, 4],
      ],
      [
        [3, 4],
        [2, 3, 1],
      ],
    );
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), fc.boolean(), ([a, b], seedA, seedB, constant) => {
        const builder = graphBuilder();
        const at = nodeReading(builder, { node, opset: 17, operands: [], readers: [] });
        // The inputs lie in another order than ONNX's.
        const given = [a, b].map((shape, i) => {
          const order = permutationOf(shape.length, i === 0 ? seedA : seedB);
          const stored = order.map((axis) => shape[axis]!);
          const id = builder.add(`x${i}`, { kind: 'input' }, [], stored);
          return {
            id,
            type: 'float32' as const,
            shape,
            axes: shape.map((_, axis) => [order.indexOf(axis) + 1]),
            stored,
            order,
          };
        });
        const numbers = [a, b].map((shape, i) =>
          Array.from({ length: size(shape) }, (_, k) => k + 1 + 50 * i),
        );
        const fed = new Map(
          given.map((value, i) => [
            value.id,
            tensor(plainTransposed({ shape: value.shape, data: numbers[i]! }, value.order).data as number[], [
              1,
              ...value.stored,
            ]),
          ]),
        );
        const shape = Array.from(
          { length: Math.max(a.length, b.length) },
          (_, k, r = Math.max(a.length, b.length)) =>
            Math.max(a[k - r + a.length] ?? 1, b[k - r + b.length] ?? 1),
        );
        const widened = (own: readonly number[]) => [
          ...Array<number>(shape.length - own.length).fill(1),
          ...own,
        ];
        const at0 = (own: readonly number[], i: number) =>
          indexOf(
            i,
            shape,
            stridesOf(widened(own)).map((stride, axis) => (widened(own)[axis] === 1 ? 0 : stride)),
          );
        const expected = Array.from(
          { length: size(shape) },
          (_, i) => numbers[0]![at0(a, i)]! + numbers[1]![at0(b, i)]!,
        );
        let sum: Value;
        if (constant && `${shape}` === `${a}`) {
          const by = alongside(
            at,
            { type: 'float32', shape: b, data: Float32Array.from(numbers[1]!) },
            given[0]!,
          );
          const id = builder.add('b', { kind: 'constant', value: by }, [], by.shape);
          // A weight of lower rank broadcasts from the right.
          const rank = at.outputShape(given[0]!).length;
          const full = [...Array<number>(rank - by.shape.length).fill(1), ...by.shape];
          const wide = builder.add('b/reshape', { kind: 'reshape', shape: full }, [id], full);
          sum = at.addAlike({ kind: 'add' }, [given[0]!, { ...given[0]!, id: wide }]);
        } else {
          const { values, ...result } = aligned(at, given);
          expect(result.shape).toEqual(shape);
          sum = at.add({ kind: 'add' }, values, result);
        }
        const ordered = arranged(
          at,
          sum,
          shape.map((_, axis) => axis),
        );
        const [result] = evaluateNodes(builder.nodes, fed, [ordered.id]).values();
        expect([...result!.dataSync()]).toEqual(expected);
        dispose([result!, ...fed.values(), ...builder.weights]);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
