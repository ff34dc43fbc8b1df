import type { Entry, Row } from '../row.js';

const CONCEPTS = 40;
const STEPS = 4;
const entry = (label: string, encoder: 'A' | 'B', together: boolean): Entry => ({
  label,
  library: 'ours',
  threads: 1,
  job: { kind: 'concepts', encoder, count: CONCEPTS, together, steps: STEPS },
});

export const fortyConceptsPath: Row = {
  id: 'forty-concepts-path',
  title: `${CONCEPTS} concepts on one image, integrated gradients (${STEPS} steps)`,
  entries: [
    entry('A, one call', 'A', true),
    entry(`A, ${CONCEPTS} calls`, 'A', false),
    entry('B, one call', 'B', true),
    entry(`B, ${CONCEPTS} calls`, 'B', false),
  ],
  ratios: [
    {
      what: `A, one call, of the time of ${CONCEPTS}`,
      time: 'A, one call',
      to: `A, ${CONCEPTS} calls`,
      atMost: 0.6,
    },
    {
      what: `B, one call, of the time of ${CONCEPTS}`,
      time: 'B, one call',
      to: `B, ${CONCEPTS} calls`,
      atMost: 0.6,
    },
  ],
  limits: `As for the gradient: a step is a gradient, whose forward pass the concepts share.`,
};
