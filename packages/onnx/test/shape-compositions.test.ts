import { size } from '@csm/base';
import { dispose } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import type { Attribute, Constant, OnnxNode } from '../src/model/onnx-model.js';
import { graphOfNodes, modelOfNodes, type Plain, runNodes } from './graph-of-nodes.js';
import { concatenated, mapped } from './plain-arrays.js';

/** A chain of operators as a model, and what it makes of an array by definition. */
class Chain {
  readonly nodes: OnnxNode[] = [];
  readonly constants = new Map<string, Constant>();
  name = 'x';
  constructor(public plain: Plain) {}

  private whole(numbers: readonly number[], shape = [numbers.length]): string {
    const name = `c${this.constants.size}`;
    this.constants.set(name, { type: 'int64', shape, data: Float64Array.from(numbers) });
    return name;
  }

  private add(
    op: string,
    plain: Plain,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    outputs?: string[],
  ) {
    const name = `${op}${this.nodes.length}`;
    this.nodes.push({
      name,
      op,
      domain: '',
      inputs,
      outputs: outputs ?? [name],
      attributes: new Map(Object.entries(attributes)),
    });
    this.name = outputs?.find((output) => output.endsWith('!')) ?? name;
    this.plain = plain;
  }

  /** Adds a random operator. @param random the next of some random whole numbers. */
  grow(random: () => number): void {
    const { shape, data } = this.plain;
    const rank = shape.length;
    const axis = rank === 0 ? 0 : random() % rank;
    const length = shape[axis] ?? 1;
    const operators: Record<string, () => void> = {
      Reshape: () => {
        const to = factors(size(shape), random);
        const written = to.map((own, i) => (own === shape[i] && random() % 2 ? 0 : own));
        if (random() % 2 && to.length > 0 && !written.includes(0)) written[random() % to.length] = -1;
        this.add('Reshape', { shape: to, data }, [this.name, this.whole(written)]);
      },
      Transpose: () => {
        const perm = shuffled(rank, random);
        const to = perm.map((own) => shape[own]!);
        this.add(
          'Transpose',
          mapped(to, this.plain, (place) => shape.map((_, own) => place[perm.indexOf(own)]!)),
          [this.name],
          { perm },
        );
      },
      Squeeze: () => {
        const single = shape.flatMap((own, i) => (own === 1 ? [i] : []));
        const some = single.filter(() => random() % 2);
        const to = shape.filter((_, i) => !some.includes(i));
        this.add('Squeeze', { shape: to, data }, [
          this.name,
          this.whole(some.map((own) => own - (random() % 2) * rank)),
        ]);
      },
      Unsqueeze: () => {
        if (rank > 4) return;
        const own = random() % (rank + 1);
        this.add('Unsqueeze', { shape: [...shape.slice(0, own), 1, ...shape.slice(own)], data }, [
          this.name,
          this.whole([own]),
        ]);
      },
      Flatten: () => {
        const own = random() % (rank + 1);
        const to = [size(shape.slice(0, own)), size(shape.slice(own))];
        this.add('Flatten', { shape: to, data }, [this.name], { axis: own });
      },
      Split: () => {
        const first = 1 + (random() % length);
        const isFirst = first === length || random() % 2 === 0;
        const sizes = first === length ? [first] : [first, length - first];
        const to = shape.map((own, i) => (i === axis ? (isFirst ? first : length - first) : own));
        const name = `Split${this.nodes.length}`;
        const outputs = sizes.map((_, i) => `${name}/${i}${i === (isFirst ? 0 : 1) ? '!' : ''}`);
        this.add(
          'Split',
          mapped(to, this.plain, (place) =>
            place.map((own, i) => (i === axis && !isFirst ? own + first : own)),
          ),
          [this.name, this.whole(sizes)],
          { axis },
          outputs,
        );
      },
      Slice: () => {
        const step = [1, 1, 2, -1, -2][random() % 5]!;
        const start = random() % length;
        const stop = random() % (length + 1);
        const taken = Array.from({ length }, (_, i) => start + i * step).filter(
          (i) => i >= 0 && i < length && (step > 0 ? i < stop : i > stop),
        );
        if (taken.length === 0) return;
        const to = shape.map((own, i) => (i === axis ? taken.length : own));
        this.add(
          'Slice',
          mapped(to, this.plain, (place) => place.map((own, i) => (i === axis ? taken[own]! : own))),
          [this.name, this.whole([start]), this.whole([stop]), this.whole([axis]), this.whole([step])],
        );
      },
      Gather: () => {
        const form = [[], [2], [3], [1, 2]][random() % 4]!;
        if (rank - 1 + form.length > 5) return;
        const indices = Array.from({ length: size(form) }, () => random() % length);
        const to = [...shape.slice(0, axis), ...form, ...shape.slice(axis + 1)];
        const plain = mapped(to, this.plain, (place) => {
          const inside = place.slice(axis, axis + form.length);
          const k = inside.reduce((position, own, i) => position * form[i]! + own, 0);
          return [...place.slice(0, axis), indices[k]!, ...place.slice(axis + form.length)];
        });
        const written = indices.map((index) => index - (random() % 2) * length);
        this.add('Gather', plain, [this.name, this.whole(written, form)], { axis });
      },
      Concat: () => {
        if (size(shape) > 60) return;
        // With itself, or with itself in another order.
        const other = random() % 2;
        const before = this.name;
        const plain = this.plain;
        if (other) {
          const reversed = mapped(shape, plain, (place) =>
            place.map((own, i) => (i === axis ? length - 1 - own : own)),
          );
          this.add('Slice', reversed, [
            before,
            this.whole([-1]),
            this.whole([-1000]),
            this.whole([axis]),
            this.whole([-1]),
          ]);
        }
        this.add('Concat', concatenated([plain, this.plain], axis), [before, this.name], {
          axis: axis - rank,
        });
      },
      Expand: () => {
        const to = shape.map((own) => (own === 1 && random() % 2 ? 2 : own));
        const more = rank < 4 && random() % 2 ? [1 + (random() % 2)] : [];
        if (size(to) * size(more) > 100) return;
        const plain = mapped([...more, ...to], this.plain, (place) =>
          place.slice(more.length).map((own, i) => (shape[i] === 1 ? 0 : own)),
        );
        this.add('Expand', plain, [
          this.name,
          this.whole([...more, ...to.map((own) => (random() % 2 && own === 1 ? 1 : own))]),
        ]);
      },
      Tile: () => {
        const repeats = shape.map(() => 1 + (random() % 4 === 0 ? 1 : 0));
        const to = shape.map((own, i) => own * repeats[i]!);
        if (size(to) > 100) return;
        this.add(
          'Tile',
          mapped(to, this.plain, (place) => place.map((own, i) => own % shape[i]!)),
          [this.name, this.whole(repeats)],
        );
      },
    };
    const names = Object.keys(operators);
    const name = names[random() % names.length]!;
    if (rank > 0 || ['Reshape', 'Unsqueeze', 'Flatten', 'Expand'].includes(name)) operators[name]!();
  }
}

function factors(total: number, random: () => number): number[] {
  const shape: number[] = [];
  let left = total;
  while (left > 1 && shape.length < 3) {
    const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((d) => left % d === 0);
    const taken = divisors[random() % divisors.length]!;
    shape.push(taken);
    left /= taken;
  }
  return left > 1 ? [...shape, left] : shape;
}

function shuffled(rank: number, random: () => number): number[] {
  const left = Array.from({ length: rank }, (_, i) => i);
  return Array.from({ length: rank }, () => left.splice(random() % left.length, 1)[0]!);
}

describe.each(BACKENDS)('compositions of shape operators on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('compute what row-major arrays do, and their derivative, for every sample and both orders of axes', async () => {
    const used = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom([2, 3, 4], [1, 3, 2, 2], [1, 2, 1, 6], [12]),
        fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (shape, numbers, steps, isReversed) => {
          let next = 0;
          const random = () => {
            const i = next++;
            return (numbers[i % numbers.length]! >> Math.floor(i / numbers.length)) >>> 0;
          };
          // The numbers are the positions of the elements, which is all that the derivative needs.
          const positions = { shape, data: Array.from({ length: size(shape) }, (_, i) => i) };
          const chain = new Chain(positions);
          for (let i = 0; i < steps; i++) chain.grow(random);
          if (chain.nodes.length === 0) return;
          for (const { op } of chain.nodes) used.add(op);
          const model = modelOfNodes(chain.nodes, chain.constants, 18);
          const graph = await graphOfNodes(
            model,
            new Map([['x', { shape, type: 'float32' as const }]]),
            [chain.name],
            isReversed,
          );
          const output = graph.outputs.get(chain.name)!;
          expect(output.shape).toEqual(chain.plain.shape);
          if (!('id' in output)) return expect.fail('a constant');
          const count = size(chain.plain.shape);
          const second = { shape, data: positions.data.map((position) => 1000 + position * position) };
          const cotangent = Array.from({ length: 2 * count }, (_, i) => ((i * 7) % 11) - 5);
          const { values, gradients } = runNodes(graph, [[positions, second]], output.id, cotangent);
          const from = Array.from(chain.plain.data);
          expect(values).toEqual([...from, ...from.map((position) => second.data[position]!)]);
          const expected = [0, 1].map((sample) => {
            const gradient = new Array<number>(size(shape)).fill(0);
            from.forEach((position, i) => {
              gradient[position]! += cotangent[sample * count + i]!;
            });
            return gradient;
          });
          // The gradient has the order of the input's tensor.
          const inOrder = expected.flatMap((gradient) =>
            isReversed
              ? Array.from(
                  mapped([...shape].reverse(), { shape, data: gradient }, (place) => [...place].reverse())
                    .data,
                )
              : gradient,
          );
          expect(gradients[0]!.map((value) => value + 0)).toEqual(inOrder.map((value) => value + 0));
          dispose(graph.builder.weights);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
    expect(used.size).toBe(11);
  });
});
