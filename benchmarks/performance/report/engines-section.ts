import { markdownTable } from '../../markdown-table.js';
import { median } from '../../rounds.js';
import type { RowResult } from '../row.js';
import { milliseconds } from './format.js';

/** One comparison of the engines: the entries of a row. */
interface Comparison {
  readonly what: string;
  readonly row: string;
  readonly wasm: string;
  readonly engine: string;
  readonly torch: string;
}

const two = { wasm: 'ours, 2 threads', engine: 'ONNX Runtime, 2 threads', torch: 'PyTorch, 2 threads' };

const COMPARISONS: readonly Comparison[] = [
  { what: 'A, gradient, batch 8', row: 'a-gradient', ...two },
  { what: 'A, integrated gradients, 50 steps, 8 images', row: 'a-integrated-gradients', ...two },
  {
    what: 'A, guided backprop, batch 8',
    row: 'a-rules',
    wasm: 'guided backprop, 2 threads',
    engine: 'guided backprop, ONNX Runtime, 2 threads',
    torch: 'PyTorch, guided backprop by hooks, 2 threads',
  },
  {
    what: 'A, 40 concepts on one image',
    row: 'forty-concepts-peers',
    ...two,
    torch: 'PyTorch, 40 backward calls, 2 threads',
  },
  { what: 'B, gradient, 512 genes', row: 'b-gradient', ...two },
  {
    what: 'B, latent Jacobian of one gene, one thread',
    row: 'many-genes',
    wasm: 'latent Jacobian',
    engine: 'latent Jacobian, ONNX Runtime',
    torch: 'latent Jacobian, PyTorch',
  },
  { what: 'ResNet-18, batch 4', row: 'exported-resnet', ...two },
  { what: 'ViT-B/16 cut to two blocks, batch 4', row: 'exported-vit', ...two },
  { what: 'diffusion VAE’s encoder, 256 × 256', row: 'exported-diffusion', ...two },
];

/** Which engine to take when, with the measured times. */
export function enginesSection(results: Readonly<Record<string, RowResult>>): string {
  const lines = COMPARISONS.flatMap(({ what, row, wasm, engine, torch }) => {
    const { [wasm]: ours, [engine]: native, [torch]: peer } = results[row]?.entries ?? {};
    if (!ours || !native) return [];
    const faster = median(ours.ms.map((ms, round) => ms / native.ms[round]!));
    const relative = peer && median(native.ms.map((ms, round) => ms / peer.ms[round]!));
    return [
      [
        what,
        milliseconds(median(ours.ms)),
        milliseconds(median(native.ms)),
        `${faster.toFixed(1)} ×`,
        relative === undefined ? 'not measured' : `${relative.toFixed(2)} ×`,
        `${ours.megabytes.toFixed(0)}, ${native.megabytes.toFixed(0)}`,
      ],
    ];
  });
  const header = [
    'two threads, unless said otherwise',
    '`@csm/wasm`, ms',
    'ONNX Runtime, ms',
    'faster',
    'time relative to PyTorch',
    'MB over idle',
  ];
  return [CHOICE, ...(lines.length > 0 ? [markdownTable(header, lines)] : []), COSTS].join('\n\n');
}

const CHOICE = `- **In Node**: ONNX Runtime on the processor, \`await runtimeEncoder(encoder, { session: 'cpu' })\` of \`@csm/onnx/runtime\`, with the package
  onnxruntime-node (291 MB on disk). Of our engines it is the fastest without a GPU for every encoder and method below.
- **Where native packages cannot be installed, and in browsers without WebGPU**: TensorFlow.js with \`@csm/wasm\`. ONNX Runtime's own wasm takes about
  as long (onnxruntime-web, one thread: 1.1 times the CPU time for A's gradient), and a page must load 14 MB for it. Small encoders, such as B, need
  no other engine.
- **In browsers with WebGPU, and in Node with a GPU**: ONNX Runtime on WebGPU, \`{ session: 'webgpu' }\`, or TensorFlow.js' backend \`webgpu\`.
  The machine of this page has no GPU: \`npx tsx benchmarks/onnx/gpu.ts\` compares both with PyTorch on yours.
- **Training, and encoders that ONNX Runtime cannot run** (because a layer runs as a whole, or the weights change while you explain):
  TensorFlow.js, on WebGPU if there is a GPU, otherwise with \`@csm/wasm\`. \`runtimeEncoder\` copies the weights once.`;

const COSTS = `ONNX Runtime keeps its own packed copies of the weights for the forward and the backward pass; whether it takes more memory than wasm depends on the
encoder. The first map of each method takes longer than the next ones, because the backward pass is recorded and its session created; the tables do not count this.`;
