import { GENES } from '../genes.js';
import type { Entry, Row } from '../row.js';
import type { Where } from '../where.js';

const entry = (
  label: string,
  what: 'latent Jacobian' | 'concepts' | 'every map',
  library: Where['library'] = 'ours',
): Entry => ({ label, library, threads: 1, job: { kind: 'genes', what } });
const count = GENES.toLocaleString('en');

export const manyGenes: Row = {
  id: 'many-genes',
  title: `B, ${count} concepts on one image, gradient`,
  entries: [
    entry('latent Jacobian', 'latent Jacobian'),
    entry(`${count} concepts`, 'concepts'),
    entry(`${count} concepts, every map read`, 'every map'),
    entry('latent Jacobian, ONNX Runtime', 'latent Jacobian', 'onnxruntime'),
    entry(`${count} concepts, ONNX Runtime`, 'concepts', 'onnxruntime'),
    entry('latent Jacobian, PyTorch', 'latent Jacobian', 'torch'),
  ],
  ratios: [
    {
      what: `${count} concepts, relative to the latent Jacobian’s time`,
      time: `${count} concepts`,
      to: 'latent Jacobian',
      atMost: 1.5,
    },
    {
      what: '… and every map read',
      time: `${count} concepts, every map read`,
      to: 'latent Jacobian',
    },
    {
      what: 'latent Jacobian in ONNX Runtime, time relative to PyTorch',
      time: 'latent Jacobian, ONNX Runtime',
      to: 'latent Jacobian, PyTorch',
    },
    {
      what: `${count} concepts in ONNX Runtime, faster than wasm`,
      faster: true,
      time: `${count} concepts, ONNX Runtime`,
      to: `${count} concepts`,
    },
  ],
  same: [['latent Jacobian', 'latent Jacobian, ONNX Runtime', 'latent Jacobian, PyTorch']],
  limits: `the 20 gradients of the 20 latent dimensions. For each concept, its weights are checked, copied and multiplied by the 20 scores. Its map is
combined from the 20 gradients on demand, by a product in JavaScript: 17 million numbers, 68 MB, for all of them. PyTorch runs one forward pass
and 20 backward calls, one for each latent dimension.`,
};
