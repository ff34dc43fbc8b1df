import type { Entry, Row } from '../row.js';

const CONCEPTS = 40;
const STEPS = 4;

/** One call for 40 concepts compared with 40 calls, for both encoders. */
function inOneCall(steps?: number): Pick<Row, 'entries' | 'ratios'> {
  const entry = (label: string, encoder: 'A' | 'B', together: boolean): Entry => ({
    label,
    library: 'ours',
    threads: 1,
    job: { kind: 'concepts', encoder, count: CONCEPTS, together, ...(steps && { steps }) },
  });
  const ratio = (encoder: 'A' | 'B') => ({
    what: `${encoder}, one call, relative to ${CONCEPTS} calls`,
    time: `${encoder}, one call`,
    to: `${encoder}, ${CONCEPTS} calls`,
  });
  return {
    entries: [
      entry('A, one call', 'A', true),
      entry(`A, ${CONCEPTS} calls`, 'A', false),
      entry('B, one call', 'B', true),
      entry(`B, ${CONCEPTS} calls`, 'B', false),
    ],
    ratios: [{ ...ratio('A'), atMost: steps ? 0.6 : 0.55 }, ratio('B')],
  };
}

export const fortyConcepts: Row = {
  id: 'forty-concepts',
  title: `${CONCEPTS} concepts on one image, gradient`,
  ...inOneCall(),
  limits: `the convolutions of the backward passes. One call shares the forward pass, which is half of a gradient, and runs several backward passes
at once if the trace has few numbers: seven on A, which then reads its 59 MB of weights once for all of them; on B the 20 latent dimensions
instead of the 40 concepts.`,
};

export const fortyConceptsByPath: Row = {
  id: 'forty-concepts-path',
  title: `${CONCEPTS} concepts on one image, integrated gradients of ${STEPS} steps`,
  ...inOneCall(STEPS),
  limits: 'the same as for the gradient: each step is a gradient, and its forward pass is shared.',
};
