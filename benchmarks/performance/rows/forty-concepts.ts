import type { Entry, Row } from '../row.js';

const CONCEPTS = 40;
const entry = (label: string, encoder: 'A' | 'B', together: boolean): Entry => ({
  label,
  library: 'ours',
  threads: 1,
  job: { kind: 'concepts', encoder, count: CONCEPTS, together },
});

export const fortyConcepts: Row = {
  id: 'forty-concepts',
  title: `${CONCEPTS} concepts on one image, gradient`,
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
      atMost: 0.55,
    },
    { what: `B, one call, of the time of ${CONCEPTS}`, time: 'B, one call', to: `B, ${CONCEPTS} calls` },
  ],
  limits: `One call shares the forward pass, half of a gradient, and takes several backward passes at once where what the trace keeps is small:
seven over A, which then reads its 59 MB of weights once for all of them; on B the 20 latent dimensions in place of the 40 concepts. What is left
on A are the backward passes' own convolutions.`,
};
