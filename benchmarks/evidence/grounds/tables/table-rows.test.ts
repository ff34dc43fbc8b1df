import { expect, it } from 'vitest';
import { causeNames, FEATURES, maskOfCause, RANDOM, tableModel, tableRows } from './table-rows.js';

const COUNT = 4000;

it('raises the features of a cause, and no others', () => {
  const model = tableModel(3);
  const { images, labels } = tableRows(model, 'test', COUNT);
  expect(images.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  for (const name of [...causeNames, RANDOM]) {
    const mask = maskOfCause(model, name);
    for (let feature = 0; feature < FEATURES; feature++) {
      const sums = [0, 0];
      const counts = [0, 0];
      for (let row = 0; row < COUNT; row++) {
        const side = labels[name]![row]!;
        sums[side]! += images.get(row, feature);
        counts[side]! += 1;
      }
      const rise = sums[1]! / counts[1]! - sums[0]! / counts[0]!;
      // A difference of means of noise has a standard error of about .006.
      if (!mask.data[feature] || name === 'weak cause') expect(Math.abs(rise)).toBeLessThan(0.05);
      else expect(rise).toBeGreaterThan(0.12);
    }
  }
});

it('gives each cause 3 to 8 features, no feature two causes, and the same rows for the same seed', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { features } = tableModel(seed);
    const all = causeNames.flatMap((name) => features[name]);
    expect(new Set(all).size).toBe(all.length);
    for (const name of causeNames) {
      expect(features[name].length).toBeGreaterThanOrEqual(3);
      expect(features[name].length).toBeLessThanOrEqual(8);
    }
  }
  const rows = (part: string, count: number) => tableRows(tableModel(1), part, count).images.data;
  expect(rows('test', 20).subarray(0, 5 * FEATURES)).toEqual(rows('test', 5));
  expect(rows('other', 5)).not.toEqual(rows('test', 5));
});
