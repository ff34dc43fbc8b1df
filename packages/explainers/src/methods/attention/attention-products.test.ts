import { conceptVector, explain, latentDimension } from '@csm/core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { tokensByDefinition } from '../../../test/attention-definition.js';
import { numbers } from '../../../test/small-encoder.js';
import { transformer } from '../../../test/transformer.js';
import { attentionRollout } from './attention-rollout.js';
import { gradientTimesAttention } from './gradient-times-attention.js';

const METHODS = {
  gradientTimesAttention: gradientTimesAttention(),
  attentionRollout: attentionRollout(),
};
const concept = conceptVector('c', [1, -2, 0.5, 1.5]);
const inputs = ndarray(numbers(2 * 32, 5), [2, 4, 4, 2]);
/** The tokens: a class token, then four patches; or the patches alone. */
const READ = { 'class token': [0], mean: [0, 1, 2, 3, 4], patches: [0, 1, 2, 3] } as const;

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(['class token', 'mean', 'patches'] as const)(
    'follow their definitions for a latent that reads the %s',
    async (pooled) => {
      const { encoder, dispose } = transformer({ pooled });
      for (const [name, method] of Object.entries(METHODS)) {
        const { maps } = await explain(encoder, concept, inputs, method);
        for (let i = 0; i < 2; i++) {
          const x = { data: inputs.data.slice(32 * i, 32 * (i + 1)) as Float32Array, shape: [4, 4, 2] };
          const found = await tokensByDefinition(encoder.graph!, x, concept, READ[pooled]);
          const tokens = found[name as keyof typeof METHODS];
          const largest = Math.max(...tokens.map(Math.abs));
          expect(largest).toBeGreaterThan(1e-3);
          for (let row = 0; row < 4; row++) {
            for (let column = 0; column < 4; column++) {
              const token = tokens[tokens.length - 4 + 2 * Math.floor(row / 2) + Math.floor(column / 2)]!;
              for (const channel of [0, 1]) {
                // A patch is of 2 × 2 pixels and two channels.
                const error = Math.abs(maps.get(i, row, column, channel) - token / 8);
                expect(error, `${name}, sample ${i}`).toBeLessThan(1e-5 * largest);
              }
            }
          }
        }
      }
      dispose();
    },
  );
});

describe('attention rollout', () => {
  beforeAll(() => useBackend('cpu'));

  it('is the same for every concept, and says so', async () => {
    const { encoder, dispose } = transformer();
    const method = attentionRollout();
    const [one, other] = await Promise.all(
      [0, 3].map((k) => explain(encoder, latentDimension(k, encoder.latentSize), inputs, method)),
    );
    expect([...one!.maps.data]).toEqual([...other!.maps.data]);
    expect(method.description).toBe('attention rollout, the same for every concept');
    dispose();
  });

  it('has shares that add up to 1 with that of the class token', async () => {
    const { encoder, dispose } = transformer();
    const { maps } = await explain(encoder, concept, inputs, attentionRollout());
    for (let i = 0; i < 2; i++) {
      const x = { data: inputs.data.slice(32 * i, 32 * (i + 1)) as Float32Array, shape: [4, 4, 2] };
      const { attentionRollout: tokens } = await tokensByDefinition(encoder.graph!, x, concept, [0]);
      const share = (maps.data as Float32Array).slice(32 * i, 32 * (i + 1)).reduce((a, b) => a + b, 0);
      expect(share + tokens[0]!).toBeCloseTo(1, 5);
    }
    dispose();
  });
});
