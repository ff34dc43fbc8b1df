import { expect, test } from 'vitest';
import { type Pen, penKey, STEP } from './pen.js';

const size = { width: 400, height: 300 };
const type = (keys: readonly string[], start: Pen = { at: [200, 150], corners: [] }) => {
  let pen = start;
  for (const key of keys) {
    const result = penKey(pen, key, false, size);
    if (result === undefined) continue;
    if (result.kind !== 'drawing') return result;
    pen = result.pen;
  }
  return { kind: 'drawing', pen } as const;
};

test('a square is drawn with arrows and Enter, and closed at its first corner', () => {
  const right = Array(4).fill('ArrowRight');
  const down = Array(4).fill('ArrowDown');
  const left = Array(4).fill('ArrowLeft');
  const up = Array(4).fill('ArrowUp');
  const keys = ['Enter', ...right, ' ', ...down, 'Enter', ...left, 'Enter', ...up, 'Enter'];
  const side = 4 * STEP;
  expect(type(keys)).toEqual({
    kind: 'closed',
    corners: [
      [200, 150],
      [200 + side, 150],
      [200 + side, 150 + side],
      [200, 150 + side],
    ],
  });
});

test('two corners cannot be closed', () => {
  const result = type(['Enter', 'ArrowRight', 'Enter', 'ArrowLeft', 'Enter']);
  expect(result).toMatchObject({ kind: 'drawing', pen: { corners: { length: 3 } } });
});

test('Backspace takes the last corner back, and Escape leaves', () => {
  expect(type(['Enter', 'ArrowUp', 'Enter', 'Backspace'])).toMatchObject({ pen: { corners: [[200, 150]] } });
  expect(type(['Enter', 'Escape'])).toEqual({ kind: 'left' });
});

test('the pen stays on the plot, and other keys do nothing', () => {
  expect(type(Array(100).fill('ArrowLeft'))).toMatchObject({ pen: { at: [0, 150] } });
  expect(type(Array(100).fill('ArrowDown'))).toMatchObject({ pen: { at: [200, 300] } });
  expect(penKey({ at: [0, 0], corners: [] }, 'Tab', false, size)).toBeUndefined();
});

test('with Shift the pen moves a quarter as far', () => {
  expect(penKey({ at: [0, 0], corners: [] }, 'ArrowRight', true, size)).toMatchObject({
    pen: { at: [STEP / 4, 0] },
  });
});
