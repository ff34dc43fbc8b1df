// Registers tfjs' gradients.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectClose } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { tapeVjp } from '../../tape/tape.js';
import { forward, type Operation, vjp } from '../operation.js';
import type { CellActivation } from './cell-activations.js';
import type { Recurrent } from './recurrent.js';

afterAll(() => useBackend('cpu'));

/** Expects the same vector–Jacobian products as those of tfjs' tape. */
function expectTapes(make: () => Operation, shapes: readonly (readonly number[])[]): void {
  const [own, tapes] = tf.tidy(() => {
    const operation = make();
    const inputs = shapes.map((shape, i) => random([...shape], 40 + i));
    const output = forward(operation, inputs);
    const cotangent = random(output.shape, 50);
    const both = [
      vjp(operation, { inputs, output }, cotangent),
      tapeVjp((tensors) => forward(operation, tensors), inputs, cotangent),
    ];
    return both.map((all) => all.map((each) => [...each.dataSync()]));
  });
  tapes?.forEach((expected, i) => {
    expectClose(own?.[i] ?? [], expected);
  });
}

const GATES = { lstm: 4, gru: 3, rnn: 1 };
const UNITS = 3;

function recurrentOf(settings: Pick<Recurrent, 'cell' | 'output'> & Partial<Recurrent>): Recurrent {
  const width = GATES[settings.cell] * UNITS;
  return {
    kind: 'recurrent',
    hidesNonlinearity: true,
    kernel: random([2, width], 1),
    bias: random([width], 2),
    recurrentKernel: random([UNITS, width], 3),
    recurrentBias: random([width], 4),
    initialHidden: random([UNITS], 5),
    initialCell: random([UNITS], 6),
    ...settings,
  };
}

const FUNCTIONS: readonly CellActivation[] = ['relu', 'sigmoid', 'softplus', 'tanh'];
/** Each function at each place once. */
const ACTIVATIONS = [undefined, ...FUNCTIONS.map((_, i) => [0, 1, 2].map((k) => FUNCTIONS[(i + k) % 4]))];

describe.each(BACKENDS)('vector–Jacobian products equal those of tfjs’ tape, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  const cells = (['lstm', 'gru', 'rnn'] as const).flatMap((cell) =>
    (['sequence', 'hidden', 'cell'] as const).flatMap((output) =>
      [false, true].map((reverse) => ({ cell, output, reverse })),
    ),
  );

  it.each(cells)('recurrent: $cell, $output, reverse $reverse', (settings) => {
    for (const activations of ACTIVATIONS as (CellActivation[] | undefined)[]) {
      for (const special of [false, true]) {
        const make = () =>
          recurrentOf({
            ...settings,
            ...(activations && { activations }),
            resetAfter: special,
            ...(special && { peepholes: random([3 * UNITS], 7) }),
          });
        expectTapes(make, [[2, 4, 2]]);
        expectTapes(make, [[2, 3, 2, 2]]);
      }
    }
  });

  it.each<[string, ...number[][]]>([
    ['sij,sjk->sik', [2, 3, 4], [1, 4, 2]],
    ['sij->s', [2, 3, 4]],
    ['sij->si', [2, 1, 4]],
    ['siji->sj', [2, 3, 2, 3]],
    ['siii->s', [1, 3, 3, 3]],
    ['siijj,sj->si', [2, 3, 3, 2, 2], [2, 2]],
    ['sij,sij->s', [2, 3, 1], [2, 1, 4]],
    ['sij,skl->s', [2, 3, 4], [2, 2, 3]],
    ['sij,sij,sik->sk', [2, 3, 4], [2, 1, 4], [1, 3, 2]],
    ['sii,si->s', [2, 3, 3], [2, 1]],
    ['si,si,si->si', [2, 3], [1, 3], [2, 1]],
    ['sij,sj->sji', [2, 3, 4], [2, 1]],
  ])('einsum: %s of %j, %j, %j', (equation, ...shapes) => {
    expectTapes(() => ({ kind: 'einsum', equation }), shapes);
  });
});

it.each(['lstm', 'gru', 'rnn'] as const)(
  '%s: a sequence of one step, which tfjs’ tape cannot differentiate',
  (cell) => {
    const gradient = (time: number) =>
      tf.tidy(() => {
        const operation = recurrentOf({ cell, output: 'sequence' });
        const [x, cotangent] = [random([1, 2, 2], 8), random([1, 1, UNITS], 9)];
        const input = tf.slice(x, [0, 0, 0], [1, time, 2]);
        const output = forward(operation, [input]);
        const padded = tf.pad(cotangent, [
          [0, 0],
          [0, time - 1],
          [0, 0],
        ]);
        const [all] = vjp(operation, { inputs: [input], output }, padded);
        return [...(all?.dataSync() ?? [])].slice(0, 2);
      });
    expectClose(gradient(1), gradient(2));
    expect(gradient(1)).not.toContain(0);
  },
);
