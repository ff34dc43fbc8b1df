import type { CellActivation, Operation, Recurrent } from '@csm/core/extend';
import { div, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { expectRecorded, randomWeight } from './recorded.js';

const weight = (...shape: number[]) => tidy(() => div(randomWeight(...shape), 2));

const GATES = { lstm: 4, gru: 3, rnn: 1 };

function recurrentOf(
  settings: Pick<Recurrent, 'cell' | 'output'> & Partial<Recurrent>,
  full: boolean,
): Recurrent {
  const width = GATES[settings.cell] * 3;
  return {
    kind: 'recurrent',
    hidesNonlinearity: true,
    kernel: weight(2, width),
    recurrentKernel: weight(3, width),
    ...(full && {
      bias: weight(width),
      recurrentBias: weight(width),
      initialHidden: weight(3),
      initialCell: weight(3),
      resetAfter: true,
      peepholes: weight(9),
    }),
    ...settings,
  };
}

describe('recorded sequences and products', () => {
  beforeAll(() => useBackend('cpu'));

  it('dense', async () => {
    for (const bias of [undefined, weight(4)]) {
      const operation: Operation = { kind: 'dense', kernel: weight(3, 4), ...(bias && { bias }) };
      const { written } = await expectRecorded(operation, [[3]]);
      expect(written).toContain(bias ? 'Gemm' : 'MatMul');
      await expectRecorded(operation, [[5, 3]]);
    }
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('matMul: transposed %s, %s', async (transposeA, transposeB) => {
    const [a, b] = [transposeA ? [4, 3] : [3, 4], transposeB ? [5, 4] : [4, 5]];
    const operation: Operation = { kind: 'matMul', transposeA, transposeB };
    await expectRecorded(operation, [a, b]);
    await expectRecorded(operation, [a, b], { single: [0] });
    await expectRecorded(operation, [a, b], { single: [1] });
    await expectRecorded(operation, [
      [2, ...a],
      [2, ...b],
    ]);
    await expectRecorded(operation, [
      [2, ...a],
      [1, ...b],
    ]);
  });

  it.each<[string, ...number[][]]>([
    ['sij,sjk->sik', [3, 4], [4, 2]],
    ['sij->s', [3, 4]],
    ['sij->si', [1, 4]],
    ['siji->sj', [3, 2, 3]],
    ['siii->s', [3, 3, 3]],
    ['siijj,sj->si', [3, 3, 2, 2], [2]],
    ['sij,sij->s', [3, 1], [1, 4]],
    ['sij,skl->s', [3, 4], [2, 3]],
    ['sij,sij,sik->sk', [3, 4], [1, 4], [3, 2]],
    ['sii,si->s', [3, 3], [1]],
    ['si,si,si->si', [3], [3], [1]],
    ['sij,sj->sji', [3, 4], [4]],
    ['shqd,shkd->shqk', [2, 3, 4], [2, 3, 4]],
  ])('einsum: %s', async (equation, ...shapes) => {
    await expectRecorded({ kind: 'einsum', equation }, shapes);
  });

  it('einsum of a tensor that all samples share', () =>
    expectRecorded(
      { kind: 'einsum', equation: 'sij,sjk->sik' },
      [
        [3, 4],
        [4, 2],
      ],
      { single: [1] },
    ));

  it.each([[[1]], [[2]], [[1, 2]], [[1, 2, 3]]])('normalisations over axes %j', async (axes) => {
    const shape = axes.map((axis) => [0, 3, 7, 2][axis] ?? 1);
    const [gamma, beta] = [weight(...shape), weight(...shape)];
    const epsilon = 1e-3;
    const { written } = await expectRecorded({ kind: 'layerNormalization', axes, epsilon, gamma, beta }, [
      [3, 7, 2],
    ]);
    expect(written).toContain('LayerNormalization');
    await expectRecorded({ kind: 'layerNormalization', axes, epsilon }, [[3, 7, 2]]);
    await expectRecorded({ kind: 'rmsNormalization', axes, epsilon, gamma }, [[3, 7, 2]]);
  });

  it('constant', () => expectRecorded({ kind: 'constant', value: weight(3, 2) }, []));

  const cells = (['lstm', 'gru', 'rnn'] as const).flatMap((cell) =>
    (['sequence', 'hidden', 'cell'] as const).flatMap((output) =>
      [false, true].map((reverse) => ({ cell, output, reverse })),
    ),
  );

  it.each(cells)('recurrent: $cell, $output, reverse $reverse', async (settings) => {
    const { written } = await expectRecorded(recurrentOf(settings, false), [[4, 2]]);
    expect(written).toContain(settings.cell.toUpperCase());
    await expectRecorded(recurrentOf(settings, true), [[4, 2]]);
    await expectRecorded(recurrentOf(settings, true), [[3, 4, 2]]);
    const activations: CellActivation[] = ['tanh', 'relu', 'sigmoid'];
    await expectRecorded(recurrentOf({ ...settings, activations }, true), [[4, 2]]);
    await expectRecorded(recurrentOf({ ...settings, activations: ['softplus'] }, true), [[4, 2]]);
  });
});
