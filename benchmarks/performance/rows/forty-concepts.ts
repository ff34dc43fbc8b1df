import type { Entry, Row } from '../row.js';
import type { Where } from '../where.js';
import { engineRatios } from './engine-ratios.js';

const CONCEPTS = 40;
const STEPS = 4;

interface Call {
  readonly encoder: 'A' | 'B';
  /** One call for all concepts, or one for each. */
  readonly together: boolean;
  readonly steps?: number | undefined;
}

const entry = (
  label: string,
  { encoder, together, steps }: Call,
  library: Where['library'] = 'ours',
  threads: 1 | 2 = 1,
): Entry => ({
  label,
  library,
  threads,
  job: { kind: 'concepts', encoder, count: CONCEPTS, together, ...(steps && { steps }) },
});

/** One call for 40 concepts compared with 40 calls, for both encoders. */
function inOneCall(steps?: number): Pick<Row, 'entries' | 'ratios'> {
  const ratio = (encoder: 'A' | 'B') => ({
    what: `${encoder}, one call, relative to ${CONCEPTS} calls`,
    time: `${encoder}, one call`,
    to: `${encoder}, ${CONCEPTS} calls`,
  });
  return {
    entries: [
      entry('A, one call', { encoder: 'A', together: true, steps }),
      entry(`A, ${CONCEPTS} calls`, { encoder: 'A', together: false, steps }),
      entry('B, one call', { encoder: 'B', together: true, steps }),
      entry(`B, ${CONCEPTS} calls`, { encoder: 'B', together: false, steps }),
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

const TORCH = `PyTorch, ${CONCEPTS} backward calls`;
const call: Call = { encoder: 'A', together: true };

export const fortyConceptsByPeers: Row = {
  id: 'forty-concepts-peers',
  title: `A, ${CONCEPTS} concepts on one image, gradient, compared with PyTorch`,
  entries: [
    entry('ours, 2 threads', call, 'ours', 2),
    entry('ONNX Runtime, 1 thread', call, 'onnxruntime', 1),
    entry('ONNX Runtime, 2 threads', call, 'onnxruntime', 2),
    entry(`${TORCH}, 1 thread`, call, 'torch', 1),
    entry(`${TORCH}, 2 threads`, call, 'torch', 2),
  ],
  ratios: engineRatios({ twoThreads: 0.55 }, TORCH),
  same: [
    [
      'ours, 2 threads',
      'ONNX Runtime, 1 thread',
      'ONNX Runtime, 2 threads',
      `${TORCH}, 1 thread`,
      `${TORCH}, 2 threads`,
    ],
  ],
  limits: `the convolutions of the backward passes. PyTorch runs one forward pass, keeps its graph (\`retain_graph\`), and makes one backward call for
each concept, which reads all weights; ours run several backward passes at once.`,
};
