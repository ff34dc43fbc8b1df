import { conceptVector, dotProduct, type Explainer, scorePerSample } from '@csm/core';
import { attnLrp, cpLrp } from '@csm/explainers';
import { encoderOf, exportedModels, stored } from '../exported-models.js';

/** The methods whose maps `attnlrp.json` holds, by the keys of its records. */
export const ATTENTION_METHODS: Readonly<Record<string, Explainer>> = {
  'attnlrp.gradient': attnLrp(),
  'attnlrp.lxt': attnLrp({ form: 'explicit' }),
  'attnlrp.identity': attnLrp({ form: 'explicit', normalization: 'identity' }),
  'cplrp.gradient': cpLrp(),
};

/** An exported encoder, its inputs and the score of each. */
export async function attentionFixture(name: string) {
  const model = exportedModels().find((each) => each.name === name);
  const x = model && stored(model, 'x');
  const cotangent = model && stored(model, 'cotangent');
  if (model === undefined || x === undefined || cotangent === undefined) {
    throw new Error(`attentionFixture: there is no model "${name}".`);
  }
  const [samples = 0, size = 0] = cotangent.shape;
  const scores = Array.from({ length: samples }, (_, i) =>
    dotProduct(conceptVector(`c${i}`, Array.from(cotangent.data.subarray(i * size, (i + 1) * size)))),
  );
  return { encoder: await encoderOf(model), x, score: scorePerSample('oracle', scores) };
}
