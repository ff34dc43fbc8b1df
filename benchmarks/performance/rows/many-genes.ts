import { GENES } from '../genes.js';
import type { Entry, Row } from '../row.js';

const entry = (label: string, what: 'latent Jacobian' | 'concepts' | 'every map'): Entry => ({
  label,
  library: 'ours',
  threads: 1,
  job: { kind: 'genes', what },
});
const count = GENES.toLocaleString('en');

export const manyGenes: Row = {
  id: 'many-genes',
  title: `B, ${count} concepts on one image, gradient`,
  entries: [
    entry('latent Jacobian', 'latent Jacobian'),
    entry(`${count} concepts`, 'concepts'),
    entry(`${count} concepts, every map read`, 'every map'),
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
  ],
  limits: `the 20 gradients of the 20 latent dimensions. For each concept, its weights are checked, copied and multiplied by the 20 scores. Its map is
combined from the 20 gradients on demand, by a product in JavaScript: 17 million numbers, 68 MB, for all of them.`,
};
