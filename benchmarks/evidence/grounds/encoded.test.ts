import '@tensorflow/tfjs-backend-cpu';
import { keyedRandom } from '@csm/base';
import { functionEncoder } from '@csm/core';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { encodedConcepts } from './encoded.js';
import type { LabelledInputs } from './hard-ground.js';

beforeAll(() => setBackend('cpu'));

/** Two numbers per input: the first is the label `own`, with a little noise; the second is noise. */
function inputs(part: string, partner: 'equal' | 'independent'): LabelledInputs {
  const random = keyedRandom('encoded', part);
  const count = 400;
  const values = new Float32Array(count * 2);
  const labels = { own: new Uint8Array(count), partner: new Uint8Array(count), none: new Uint8Array(count) };
  for (let i = 0; i < count; i++) {
    const bit = () => (random() < 0.5 ? 1 : 0);
    labels.own[i] = bit();
    labels.partner[i] = partner === 'equal' ? labels.own[i]! : bit();
    labels.none[i] = bit();
    values.set([labels.own[i]! + 0.1 * random(), random()], i * 2);
  }
  return { images: ndarray(values, [count, 2]), labels };
}

it('a concept does not count as encoded because its partner is', async () => {
  const encoder = functionEncoder((x) => x, { inputShape: [2] });
  const found = await encodedConcepts(['own', 'partner', 'none'], {
    encoder,
    training: inputs('training', 'equal'),
    heldOut: inputs('held out', 'equal'),
    independent: inputs('independent', 'independent'),
    signal: new AbortController().signal,
  });
  expect(found.get('own')).toEqual({ auc: 1, independentAuc: 1, encoded: 'encoded' });
  expect(found.get('partner')!.auc).toBe(1);
  expect(found.get('partner')!.independentAuc).toBeLessThan(0.6);
  expect(found.get('partner')!.encoded).toBe('not encoded');
  expect(found.get('none')!.encoded).toBe('not encoded');
});
