import { pairMaps } from '@csm/explainers';
import { otherImages } from './derivatives.js';
import type { MethodCase } from './method-case.js';

/** Methods that explain two inputs together. */
export const pairMethods: readonly MethodCase[] = [
  {
    name: 'pair maps',
    call: 'pairMaps of 8 pairs, 50 steps',
    encoder: 'B',
    prepare(context) {
      const { encoder, inputs } = context;
      const others = otherImages(context, inputs.shape[0] ?? 0);
      return () => pairMaps(encoder, inputs, others, { onWarning: () => {} });
    },
  },
];
