import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { bestCorrelations, hiddenCauses } from '../../test/hidden-causes.js';
import { independentComponents } from './linear/independent-components.js';
import { principalComponents } from './linear/principal-components.js';
import { nonNegativeFactors } from './non-negative/non-negative-factors.js';

const python = pythonWith('sklearn, scipy');

const { latents } = hiddenCauses({ count: 400, causes: 5, size: 7, share: 0.15, noise: 0.05 });
const positive = hiddenCauses({ count: 300, causes: 4, size: 6, share: 0.5, positive: true, seed: 1 });

interface Found {
  readonly variances: readonly number[];
  readonly sources: readonly (readonly number[])[];
  readonly error: number;
  readonly codes: readonly (readonly number[])[];
}

/** What scikit-learn and scipy find in the same numbers. `factors` are our directions, for scipy's non-negative least squares. */
function reference(factors: readonly (readonly number[])[]): Found {
  const program = `
import json, sys
import numpy as np
from scipy.optimize import nnls
from sklearn.decomposition import NMF, PCA, FastICA
given = json.load(sys.stdin)
z, p, d = (np.array(given[name], dtype=np.float64) for name in ('latents', 'positive', 'factors'))
fits = [FastICA(n_components=5, whiten='unit-variance', tol=1e-9, max_iter=1000, random_state=s).fit_transform(z)
        for s in range(10)]
sources = max(fits, key=lambda codes: ((np.log(np.cosh(codes)).mean(0) - 0.37456720749) ** 2).sum())
nmf = min((NMF(n_components=4, init='random', tol=1e-7, max_iter=3000, random_state=s).fit(p) for s in range(3)),
          key=lambda fit: fit.reconstruction_err_)
print(json.dumps({
    'variances': (np.linalg.svd(z - z.mean(0), compute_uv=False) ** 2 / len(z)).tolist(),
    'sources': sources.tolist(),
    'error': nmf.reconstruction_err_ ** 2,
    'codes': [nnls(d.T, row)[0].tolist() for row in p],
}))`;
  const rowsOf = ({ data, shape }: typeof latents) =>
    Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)]);
  const input = JSON.stringify({ latents: rowsOf(latents), positive: rowsOf(positive.latents), factors });
  return JSON.parse(execFileSync(python!, ['-c', program], { input, encoding: 'utf8' }));
}

describe.skipIf(!python)(
  `discovery next to scikit-learn and scipy${python ? '' : ' (not installed)'}`,
  () => {
    it('has the variances of PCA, the codes of FastICA, the error of NMF, and the codes of non-negative least squares', async () => {
      const factors = await nonNegativeFactors(positive.latents, {
        count: 4,
        tolerance: 1e-10,
        iterations: 3000,
      });
      const found = reference(factors.concepts.map(({ vector }) => [...vector]));

      const { codes } = await principalComponents(latents);
      for (const [j, variance] of found.variances.entries()) {
        let own = 0;
        for (let i = 0; i < 400; i++) own += codes.get(i, j) ** 2 / 400;
        expect(Math.abs(own / variance - 1)).toBeLessThan(1e-4);
      }

      const ica = await independentComponents(latents, { count: 5, tolerance: 1e-9, restarts: 10 });
      const sources = found.sources.map((row) => Float64Array.from(row));
      for (const r of bestCorrelations(sources, ica.codes)) expect(r).toBeGreaterThan(0.99999);

      const mean = Array.from({ length: 6 }, (_, k) => {
        let sum = 0;
        for (let i = 0; i < 300; i++) sum += positive.latents.get(i, k) / 300;
        return sum;
      });
      let squares = 0;
      for (let i = 0; i < 300; i++) {
        for (let k = 0; k < 6; k++) squares += (positive.latents.get(i, k) - mean[k]!) ** 2;
      }
      // Both stop near a minimum; ours must not be worse than theirs by more than a thousandth of the variance.
      expect(1 - factors.explainedVariance).toBeLessThan(found.error / squares + 1e-3);

      for (const [i, row] of found.codes.entries()) {
        for (const [j, code] of row.entries()) expect(factors.codes.get(i, j)).toBeCloseTo(code, 5);
      }
    });
  },
);
