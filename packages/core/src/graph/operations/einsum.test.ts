import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinitionOfSeveral, numbers } from '../../../test/against-definition.js';
import { isLinear } from '../linear.js';

beforeAll(() => useBackend('cpu'));

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The definition: for all values of all letters, the product of one number of each tensor is added to one number of the result. */
function summation(equation: string, tensors: readonly (readonly number[])[], shapes: readonly number[][]) {
  const [left = '', to = ''] = equation.split('->');
  const from = left.split(',');
  const lengths = new Map<string, number>();
  from.forEach((labels, i) => {
    [...labels].forEach((label, axis) => {
      lengths.set(label, Math.max(lengths.get(label) ?? 1, shapes[i]![axis]!));
    });
  });
  const result = Array<number>(size([...to].map((label) => lengths.get(label)!))).fill(0);
  const letters = [...lengths.keys()];
  for (let n = 0; n < size([...lengths.values()]); n++) {
    let rest = n;
    const at = new Map(
      letters.map((label) => {
        const value = rest % lengths.get(label)!;
        rest = Math.floor(rest / lengths.get(label)!);
        return [label, value];
      }),
    );
    const term = from.reduce((product, labels, i) => {
      const index = [...labels].reduce(
        (sum, label, axis) => sum * shapes[i]![axis]! + (shapes[i]![axis] === 1 ? 0 : at.get(label)!),
        0,
      );
      return product * tensors[i]![index]!;
    }, 1);
    result[[...to].reduce((sum, label) => sum * lengths.get(label)! + at.get(label)!, 0)]! += term;
  }
  return result;
}

describe('Einstein summation', () => {
  it.each<[string, number[][]]>([
    ['sij->sji', [[2, 3, 4]]],
    ['sij->s', [[2, 3, 4]]],
    ['sij->si', [[2, 3, 4]]],
    ['sii->si', [[2, 3, 3]]],
    ['siji->sj', [[2, 3, 2, 3]]],
    ['siii->s', [[1, 3, 3, 3]]],
    [
      'sij,sjk->sik',
      [
        [2, 3, 4],
        [2, 4, 2],
      ],
    ],
    [
      'sij,sjk->sik',
      [
        [2, 3, 4],
        [1, 4, 2],
      ],
    ],
    [
      'sij,skj->ski',
      [
        [2, 3, 4],
        [2, 2, 4],
      ],
    ],
    [
      'si,sj->sij',
      [
        [2, 3],
        [2, 4],
      ],
    ],
    [
      'si,si->s',
      [
        [2, 3],
        [2, 3],
      ],
    ],
    [
      'sbhid,sbhjd->sbhij',
      [
        [1, 2, 2, 3, 4],
        [1, 2, 2, 2, 4],
      ],
    ],
    [
      'sij,sk->si',
      [
        [2, 3, 4],
        [2, 2],
      ],
    ],
    [
      'si,sij,sj->s',
      [
        [2, 3],
        [2, 3, 4],
        [2, 4],
      ],
    ],
    [
      'sij,sjk,skl->sil',
      [
        [2, 2, 3],
        [2, 3, 2],
        [1, 2, 3],
      ],
    ],
    [
      'sij,sij->sij',
      [
        [2, 3, 1],
        [2, 1, 4],
      ],
    ],
    [
      'sab,scb->sacb',
      [
        [2, 2, 3],
        [2, 4, 3],
      ],
    ],
  ])('%s of %j', async (equation, shapes) => {
    await expectDefinitionOfSeveral(
      { kind: 'einsum', equation },
      shapes.map((shape, i) => ({ shape, values: numbers(size(shape), i + 1) })),
      (...tensors) => summation(equation, tensors, shapes),
    );
  });

  it('is linear if one input depends on the encoder’s input', () => {
    expect(isLinear({ kind: 'einsum', equation: 'sij->sj' })).toBe(true);
    expect(isLinear({ kind: 'einsum', equation: 'sij,sjk->sik' })).toBe(false);
    expect(isLinear({ kind: 'einsum', equation: 'sij,sjk->sik' }, [false, true])).toBe(true);
  });
});
