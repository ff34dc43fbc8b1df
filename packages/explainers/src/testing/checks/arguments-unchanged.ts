import { rows, size } from '@csm/base';
import { disposeAttribution } from '@csm/core/extend';
import { zip } from '../../checks/zip.js';
import { batchOf } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectSameBytes } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** Inputs are borrowed: neither disposed nor changed. Concept vectors do not change either. */
export const argumentsUnchanged: Check = {
  name: 'arguments unchanged',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 2) };
    const vectorsNow = () => target.scores.flatMap(({ concept }) => (concept ? [concept.vector] : []));
    const vectors = vectorsNow().map((vector) => vector.slice());
    const samples = samplesFor(encoder, 2);
    const inputs = batchOf(target, samples);
    disposeAttribution(await create().attribute(target, inputs, {}));
    if (inputs.isDisposed) {
      throw violation(
        'attribute',
        'the inputs not to be disposed',
        'disposed inputs (or inputs returned as a map)',
      );
    }
    const values = Float32Array.from(await inputs.data());
    inputs.dispose();
    zip(samples, [...rows(values, size(encoder.inputShape))]).forEach(([sample, now], i) => {
      expectSameBytes(`inputs, sample ${i}, after attribute`, now, sample);
    });
    zip(vectors, vectorsNow()).forEach(([vector, now], k) => {
      expectSameBytes(`concept vector ${k}, after attribute`, now, vector);
    });
  },
};
