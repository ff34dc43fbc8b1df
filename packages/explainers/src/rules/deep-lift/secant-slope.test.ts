import { log1p, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { secantSlope } from './secant-slope.js';

describe.each(BACKENDS)('secantSlope, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('is finite where the difference is −1 and the derivative explains it, as between large counts', async () => {
    const [z, z0] = [
      [300, 4999, 3, 0],
      [301, 5000, 4, 1],
    ];
    const inputs = tensor([...z!, ...z0!]);
    const slope = await secantSlope({ kind: 'elementwise', function: 'log1p' }, inputs, log1p(inputs)).data();
    for (const [i, x] of z!.entries()) {
      const expected = Math.log1p(z0![i]!) - Math.log1p(x);
      // Both outputs are float32 numbers of up to 8.5: the rounding error of their difference is 1e-6.
      expect(Math.abs(slope[i]! - expected)).toBeLessThan(2e-6);
    }
  });
});
