import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { lossCurve } from './loss-curve.js';

const history = [
  { epoch: 1, loss: 0.7, validation: { loss: 0.72 } },
  { epoch: 2, loss: 0.6, validation: { loss: 0.61 } },
  { epoch: 3, loss: 0.55, validation: { loss: 0.65 } },
];

/** The document, which must be well-formed. */
function parse(svg: string) {
  const problems: string[] = [];
  const parser = new DOMParser({
    onError: (level, message) => level !== 'warning' && problems.push(message),
  });
  const root = parser.parseFromString(svg, 'image/svg+xml').documentElement!;
  expect(problems).toEqual([]);
  return root;
}
const all = (svg: string, tag: string) => Array.from(parse(svg).getElementsByTagName(tag));
const texts = (svg: string) => all(svg, 'text').map((text) => text.textContent);
/** Centres of the dots of one colour. */
const dots = (svg: string, color: string) =>
  all(svg, 'circle')
    .filter((circle) => circle.getAttribute('fill') === color)
    .map((circle) => [Number(circle.getAttribute('cx')), Number(circle.getAttribute('cy'))] as const);

describe('lossCurve', () => {
  test('draws one curve each for training and validation, and a ring at the lowest validation loss', () => {
    const svg = lossCurve(history, { title: 'Faces & <hats>', label: 'loss (nats a pixel)' });
    const training = dots(svg, '#0072b2');
    const validation = dots(svg, '#d55e00');
    expect([training.length, validation.length]).toEqual([3, 3]);
    // Lower losses are further down, epochs run to the right.
    expect(training[0]![1]).toBeLessThan(training[1]![1]);
    expect(training[1]![1]).toBeLessThan(training[2]![1]);
    expect(training[0]![0]).toBeLessThan(training[1]![0]);
    // Equal steps of the loss are equal distances: 0.1, then 0.05.
    const steps = [training[1]![1] - training[0]![1], training[2]![1] - training[1]![1]];
    expect(steps[0]! / steps[1]!).toBeCloseTo(2, 1);
    const ring = dots(svg, 'none');
    expect(ring).toEqual([validation[1]]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'Faces & <hats>',
        'loss (nats a pixel)',
        'epoch',
        'training',
        'validation',
        'lowest validation loss, 0.61 in epoch 2',
        '1',
        '2',
        '3',
      ]),
    );
  });

  test('does not mention validation without validation losses', () => {
    const svg = lossCurve(history.map(({ epoch, loss }) => ({ epoch, loss })));
    expect(texts(svg).some((text) => text?.includes('validation'))).toBe(false);
    expect(dots(svg, 'none')).toEqual([]);
  });

  test('stays inside its picture for any losses', () => {
    const number = fc.double({ min: -1e100, max: 1e100, noNaN: true });
    const losses = fc.array(fc.tuple(number, fc.option(number)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(losses, fc.integer({ min: 240, max: 900 }), (list, width) => {
        const svg = lossCurve(
          list.map(([loss, other], i) => ({
            epoch: i + 1,
            loss,
            ...(other === null ? {} : { validation: { loss: other } }),
          })),
          { width },
        );
        expect(svg).not.toContain('NaN');
        expectNoOverlap(svg);
        const height = Number(parse(svg).getAttribute('height'));
        for (const [x, y] of [...dots(svg, '#0072b2'), ...dots(svg, '#d55e00')]) {
          expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
        }
      }),
      { numRuns: 40, examples: [[[[0, 5e-324]], 240]] },
    );
  });

  test('can be rasterized', async () => {
    const png = await rasterize(lossCurve(history));
    expect(Array.from(png.subarray(1, 4))).toEqual([0x50, 0x4e, 0x47]);
  });

  test.each([
    [
      undefined,
      {},
      'lossCurve: expected the history of a training, [{ epoch, loss, validation? }]; got undefined.',
    ],
    [[], {}, 'lossCurve: history must have at least one epoch; got none.'],
    [[{ epoch: 1, loss: Number.NaN }], {}, 'lossCurve: loss of history[0] must be a finite number; got NaN.'],
    [[{ loss: 1 }], {}, 'lossCurve: epoch of history[0] must be a finite number; got undefined.'],
    [history, { width: 20 }, 'lossCurve: width must be a whole number of at least 240; got 20.'],
  ])('rejects %j', (list, options, message) => {
    const call = () => lossCurve(list as never, options);
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT', message }));
  });
});
