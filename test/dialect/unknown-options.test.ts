import '@tensorflow/tfjs-backend-cpu';
import { conceptVector, layersEncoder } from '@csm/core';
import { syntheticBulb } from '@csm/datasets';
import { gradient } from '@csm/explainers';
import { setBackend, zeros } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPublicApi } from '../public-exports.js';
import { NO_CHECK, optionFunctions } from './option-functions.js';

const functions = optionFunctions(readPublicApi()).filter(({ name }) => NO_CHECK[name] === undefined);

const image = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

/** Valid options for functions that check required options first. */
const REQUIRED: Readonly<Record<string, object>> = {
  panel: { columns: ['column'], rows: [{ label: 'row', cells: [image] }] },
  histogramGrid: { histograms: [{ title: 'title', positives: [1, 2], negatives: [3, 4] }] },
  spotMap: { spots: { x: [1, 2], y: [1, 2] }, maps: [{ title: 'title', values: [1, 2] }] },
  tissueFigure: { concepts: [{ marker: 'marker', gene: 'gene', counts: ndarray([1, 2], [1, 2]) }] },
};

/** A valid argument for each type name; other arguments are left out, since options are checked first. */
function argumentOf(type: string): unknown {
  const arrays = () =>
    ndarray(
      Float32Array.from({ length: 8 }, (_, i) => i),
      [2, 4],
    );
  if (/=>/.test(type)) return () => undefined;
  if (/^Encoder\b/.test(type)) return denseEncoder();
  if (/^(?:NdArray|Inputs)\b/.test(type)) return arrays();
  if (/^ConceptVector\b/.test(type)) return conceptVector('concept', [1, 2, 3]);
  if (/^Explainer\b/.test(type)) return gradient();
  if (type === 'LayersModel') return denseModel();
  if (type === 'Tensor') return zeros([2, 4]);
  if (type === 'Target') return { encoder: denseEncoder(), scores: [] };
  if (type === 'SpatialCounts') return syntheticBulb({ genes: 8, seed: 1 });
  if (/LossCurveEpoch/.test(type)) return [{ epoch: 1, loss: 1 }];
  if (type === 'string') return '/dev/null/name';
  if (/number/.test(type)) return [1, 2];
  return undefined;
}

function denseModel() {
  return tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
}

const denseEncoder = () => layersEncoder(denseModel());

describe('an unknown option', () => {
  beforeAll(() => setBackend('cpu'));

  it.each(functions.map((each) => [`${each.entry} ${each.name}`, each] as const))(
    'is refused by %s',
    async (_, { name, entry, declaration, parameter }) => {
      const { [name]: call } = await import(entry);
      const given = declaration.parameters.map((each) =>
        each === parameter ? { ...REQUIRED[name], unknownOption: 1 } : argumentOf(each.type?.getText() ?? ''),
      );
      const refusal = (async () => call(...given))();
      await expect(refusal).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
        message: expect.stringContaining(': unknown option "unknownOption"; '),
      });
    },
  );
});
