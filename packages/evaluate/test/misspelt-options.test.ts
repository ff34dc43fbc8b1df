import { conceptVector } from '@csm/core';
import { gradient } from '@csm/explainers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { explainWithControl } from '../src/controls/explain-with-control.js';
import { gate } from '../src/controls/gate.js';
import { evaluate } from '../src/evaluation/evaluate.js';
import { infidelity } from '../src/faithfulness/infidelity.js';
import { deletionGap, perturbationCurve } from '../src/faithfulness/perturbation-curve.js';
import { localisation } from '../src/localisation/localisation.js';
import { maxSensitivity } from '../src/stability/max-sensitivity.js';
import { normals, pictures, smallEncoder } from './small-vae.js';

beforeAll(() => useBackend('cpu'));
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);
const maps = normals([2, 8, 8], 1);
const score = () => [0, 0];

it.each([
  ['evaluate', (o: object) => evaluate(smallEncoder(), concept, pictures(2), [gradient()], o)],
  [
    'explainWithControl',
    (o: object) => explainWithControl(smallEncoder(), concept, pictures(2), gradient(), o),
  ],
  ['gate', async (o: object) => gate({ name: 'c', explainer: 'e', maps }, [maps, maps], o)],
  ['localisation', async (o: object) => localisation(maps, maps, o)],
  ['perturbationCurve', (o: object) => perturbationCurve(score, maps, maps, o)],
  ['perturbationCurve', (o: object) => deletionGap(score, maps, maps, o)],
  ['infidelity', (o: object) => infidelity(score, maps, maps, o)],
  ['maxSensitivity', (o: object) => maxSensitivity(async (x) => x, maps, o)],
] as const)('%s names an option that there is not', async (caller, run) => {
  await expect(run({ sede: 1 })).rejects.toThrow(
    new RegExp(`^${caller}: unknown option "sede"; .*options: `),
  );
});
