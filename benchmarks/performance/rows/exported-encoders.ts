import type { ExportedName, Job } from '../jobs/job.js';
import type { Row } from '../row.js';
import { engineRatios } from './engine-ratios.js';

/** The gradient of an encoder that PyTorch exported as ONNX. */
function exportedRow(id: string, what: string, encoder: ExportedName, batch: number, limits: string): Row {
  const job: Job = { kind: 'exported', encoder, batch };
  return {
    id,
    title: `${what}, exported by PyTorch, gradient, batch ${batch}`,
    entries: [
      { label: 'ours, 2 threads', library: 'ours', threads: 2, job },
      { label: 'ONNX Runtime, 1 thread', library: 'onnxruntime', threads: 1, job },
      { label: 'ONNX Runtime, 2 threads', library: 'onnxruntime', threads: 2, job },
      { label: 'PyTorch, 1 thread', library: 'torch', threads: 1, job },
      { label: 'PyTorch, 2 threads', library: 'torch', threads: 2, job },
    ],
    ratios: engineRatios({ twoThreads: 1.1, oneThread: 1.1 }),
    same: [['ours, 2 threads', 'ONNX Runtime, 1 thread', 'ONNX Runtime, 2 threads', 'PyTorch, 2 threads']],
    needsExports: true,
    limits,
  };
}

export const exportedEncoders: readonly Row[] = [
  exportedRow(
    'exported-resnet',
    'ResNet-18',
    'ResNet-18',
    4,
    'convolutions of 3 × 3; the gradient of the overlapping max pooling scatters to the positions of the maxima.',
  ),
  exportedRow(
    'exported-vit',
    'ViT-B/16 cut to two blocks',
    'ViT-B/16',
    4,
    'matrix products: the four linear layers and the attention of each block, and their derivatives.',
  ),
  exportedRow(
    'exported-diffusion',
    'Encoder of a diffusion VAE at 256 × 256',
    'diffusion VAE',
    1,
    'convolutions of 3 × 3 on large images, and group normalisation, which reads all activations several times.',
  ),
];
