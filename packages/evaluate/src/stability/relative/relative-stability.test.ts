import { contiguous, rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it, vi } from 'vitest';
import { gradients, linear, weights } from '../../../test/linear-score.js';
import { inputReference, relativeInputStability } from './relative-input-stability.js';
import { relativeOutputStability, scoreReference } from './relative-output-stability.js';
import {
  relativeRepresentationStability,
  representationReference,
} from './relative-representation-stability.js';
import { relativeStabilities } from './relative-stability.js';

/** Two inputs without zeros. */
const inputs = ndarray(Float32Array.from([1, 2, -1, 4, 0.5, 1, -3, 1, 2, -2, 1, 3]), [2, 6]);
const nonzero = [3, -2, 1, 7, 5, -1];
/** Input × gradient of a linear score without zero weights. */
const timesInput = async (x: NdArray) =>
  ndarray(
    Float32Array.from(contiguous(x), (value, at) => value * nonzero[at % 6]!),
    x.shape,
  );
/** A map that is not linear in the input. */
const wavy = async (x: NdArray) =>
  ndarray(
    Float32Array.from(contiguous(x), (value) => 2 + Math.sin(7 * value)),
    x.shape,
  );

describe('relative stability', () => {
  it('of input × gradient of a linear score is 1 per relative change of the input, and of the input as representation', async () => {
    const options = { samples: 5 };
    for (const value of await relativeInputStability(timesInput, inputs, options))
      expect(value).toBeCloseTo(1, 4);
    const same = await relativeRepresentationStability(timesInput, (x) => x, inputs, options);
    for (const value of same) expect(value).toBeCloseTo(1, 4);
    const doubled = (x: NdArray) =>
      ndarray(
        contiguous(x).map((value) => 2 * value),
        x.shape,
      );
    for (const value of await relativeRepresentationStability(timesInput, doubled, inputs, options))
      expect(value).toBeCloseTo(1, 4);
  });

  it('is 0 for maps that ignore the input', async () => {
    const constant = async () =>
      ndarray(
        Float32Array.from(gradients.data, (value) => value + 1),
        [2, 6],
      );
    expect([...(await relativeInputStability(constant, inputs))]).toEqual([0, 0]);
    expect([...(await relativeOutputStability(constant, linear(weights), inputs))]).toEqual([0, 0]);
  });

  it.each(['elements', 'norm'] as const)(
    'relative to %s is the maximum by definition, of the inputs that were seen',
    async (relativeTo) => {
      const length = (values: readonly number[]) =>
        Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
      const minus = (a: readonly number[], b: readonly number[]) => a.map((value, at) => value - b[at]!);
      const relative = (a: readonly number[], b: readonly number[]) =>
        relativeTo === 'norm'
          ? length(minus(a, b)) / length(a)
          : length(minus(a, b).map((value, at) => value / a[at]!));
      const represent = (x: NdArray) =>
        ndarray(
          Float32Array.from(
            [...rows(x)].flatMap((row) => [row[0]! * row[1]!, 3 + row[2]! ** 2, row[4]! - row[5]! - 9]),
          ),
          [x.shape[0]!, 3],
        );
      const score = (x: NdArray) => Array.from(rows(x), (row) => row[0]! * row[3]! + row[5]!);
      const measured = [
        [() => relativeInputStability(watched, inputs, options), (x: NdArray) => x, relative],
        [() => relativeRepresentationStability(watched, represent, inputs, options), represent, relative],
        [
          () => relativeOutputStability(watched, score, inputs, options),
          (x: NdArray) => ndarray(score(x), [x.shape[0]!, 1]),
          (a: readonly number[], b: readonly number[]) => length(minus(a, b)),
        ],
      ] as const;
      const options = { samples: 7, noise: 0.3, relativeTo, seed: 4 };
      let seen: NdArray[] = [];
      const watched = async (x: NdArray) => {
        seen.push(x);
        return wavy(x);
      };
      for (const [measure, reference, change] of measured) {
        seen = [];
        const found = await measure();
        const [original, ...perturbed] = seen;
        expect(perturbed).toHaveLength(7);
        const of = async ({ data, size }: NdArray, i: number) =>
          Array.from(data as number[]).slice((i * size) / 2, ((i + 1) * size) / 2);
        for (const i of [0, 1]) {
          const ratios: number[] = [];
          for (const x of perturbed) {
            const maps = relative(await of(await wavy(original!), i), await of(await wavy(x), i));
            ratios.push(maps / change(await of(reference(original!), i), await of(reference(x), i)));
          }
          expect(found[i]! / Math.max(...ratios)).toBeCloseTo(1, 5);
        }
      }
    },
  );

  it('of several references is that of each alone, with the maps of one', async () => {
    const options = { samples: 4, seed: 2 };
    const score = linear(weights);
    const moved = (x: NdArray) =>
      ndarray(
        Float32Array.from(contiguous(x), (value) => 2 + value),
        x.shape,
      );
    const each = [
      await relativeInputStability(wavy, inputs, options),
      await relativeOutputStability(wavy, score, inputs, options),
      await relativeRepresentationStability(wavy, moved, inputs, options),
    ];
    const attribute = vi.fn(wavy);
    const references = [
      inputReference,
      scoreReference('test', score),
      representationReference('test', moved),
    ];
    expect(await relativeStabilities('test', attribute, references, inputs, options)).toEqual(each);
    expect(attribute).toHaveBeenCalledTimes(5);
  });

  it('warns if zeros that change decide the result, and not if they stay', async () => {
    const onWarning = vi.fn();
    const withZero = ndarray(Float32Array.of(0, 1, 2), [1, 3]);
    const ones = async (x: NdArray) => ndarray(Float32Array.of(1, 0, x.get(0, 2)), [1, 3]);
    await relativeInputStability(ones, withZero, { samples: 2, onWarning });
    expect(onWarning.mock.calls).toEqual([
      [
        'relativeInputStability: the inputs hold numbers that are exactly 0 and change; they are divided by 0.000001 and decide the result; ' +
          "pass { relativeTo: 'norm' }.",
      ],
    ]);
    await relativeInputStability(ones, withZero, { samples: 2, onWarning, relativeTo: 'norm' });
    expect(onWarning).toHaveBeenCalledTimes(1);
  });

  it('rejects what cannot be compared, and stops on an abort', async () => {
    const short = async () => ndarray(new Float32Array(6), [1, 6]);
    await expect(relativeInputStability(short, inputs)).rejects.toThrow(
      'relativeInputStability: expected maps and inputs, 2 of each; got 1 and 2.',
    );
    await expect(relativeOutputStability(timesInput, () => [1], inputs)).rejects.toThrow(
      /^relativeOutputStability: the score function must return one number per input, 2; got 1/,
    );
    const run = (options: object) => relativeInputStability(timesInput, inputs, options);
    await expect(run({ noise: 0 })).rejects.toThrow(
      /^relativeInputStability: noise must be a finite number above 0/,
    );
    await expect(run({ relativeTo: 'l2' })).rejects.toThrow(
      /relativeTo must be 'elements' or 'norm'; got "l2"/,
    );
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});
