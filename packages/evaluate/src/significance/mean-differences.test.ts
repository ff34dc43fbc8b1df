import { expect, it } from 'vitest';
import { labelUnits } from './label-units.js';
import { meanDifferences } from './mean-differences.js';

/**
 * The coefficients of numpy.linalg.lstsq for label and strata as regressors, with x = sin(1.7 i² + 0.7) (1 + i % 3) in float32.
 */
it('is the coefficient of the label in a regression on label and stratum', () => {
  const rows = Array.from({ length: 12 }, (_, row) =>
    Float64Array.from({ length: 3 }, (_, j) => {
      const i = 3 * row + j;
      return Math.fround(Math.sin(1.7 * i * i + 0.7) * (1 + j));
    }),
  );
  const units = labelUnits('f', 5, 7, {
    positiveStrata: [0, 0, 0, 1, 1],
    negativeStrata: [0, 1, 1, 1, 1, 2, 2],
  });
  const differences = meanDifferences(rows, units);
  for (const [j, expected] of [0.17363598, -0.51521002, -1.33592327].entries()) {
    expect(differences[j]).toBeCloseTo(expected, 7);
  }
  const apart = labelUnits('f', 5, 7, { positiveStrata: Array(5).fill(1), negativeStrata: Array(7).fill(2) });
  expect(meanDifferences(rows, apart)[0]).toBeNaN();
});
