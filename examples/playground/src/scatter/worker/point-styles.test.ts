import { colorMaps } from '@csm/render';
import { expect, test } from 'vitest';
import { pointStyles, rangeOf } from './point-styles.js';

const theme = { point: 'black', missing: 'grey' };
const css = (map: keyof typeof colorMaps, t: number) => `rgb(${colorMaps[map](t).join()})`;
const colours = (values: Float32Array, middle?: number) => {
  const { styles, styleOf } = pointStyles(
    values.length,
    { kind: 'numbers', name: 'a', values, middle },
    theme,
  );
  return Array.from(styleOf, (style) => styles[style]!.colour);
};

test('numbers with a middle are blue below, white at it and red above, equally far', () => {
  expect(colours(Float32Array.of(-1, 1, 3, NaN), 1)).toEqual([
    css('blueWhiteRed', 0),
    css('blueWhiteRed', 0.5),
    css('blueWhiteRed', 1),
    'grey',
  ]);
  expect(colours(Float32Array.of(1, 2), 1)).toEqual([css('blueWhiteRed', 0.5), css('blueWhiteRed', 1)]);
});

test('numbers without a middle run along viridis; equal ones are in its middle', () => {
  expect(colours(Float32Array.of(10, 20))).toEqual([css('viridis', 0), css('viridis', 1)]);
  expect(new Set(colours(Float32Array.of(7, 7)))).toEqual(new Set([css('viridis', 0.5)]));
  expect(colours(Float32Array.of(NaN, NaN))).toEqual(['grey', 'grey']);
});

test('a single outlier does not take the colours from the others', () => {
  const values = Float32Array.from({ length: 1000 }, (_, row) => row / 999);
  values[500] = 1e6;
  const [min, max] = rangeOf({ kind: 'numbers', name: 'a', values });
  expect(min).toBeCloseTo(0.01, 2);
  expect(max).toBeCloseTo(0.99, 2);
});

test('categories differ in colour and shape, 21 of them in one or the other', () => {
  const values = Int32Array.from({ length: 22 }, (_, row) => row - 1);
  const names = Array.from({ length: 21 }, (_, index) => `type ${index}`);
  const { styles, styleOf, legend } = pointStyles(
    22,
    { kind: 'categories', name: 'a', names, values },
    theme,
  );
  const looks = Array.from(styleOf, (style) => `${styles[style]!.colour} ${styles[style]!.shape}`);
  expect(looks[0]).toBe('grey disc');
  expect(new Set(looks).size).toBe(22);
  expect(new Set(looks.slice(1, 4).map((look) => look.split(' ')[1])).size).toBe(3);
  expect(legend?.kind === 'categories' && legend.entries.map(({ name }) => name)).toEqual(names);
});
