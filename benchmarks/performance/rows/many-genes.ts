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
    entry(`${count} concepts, every map looked at`, 'every map'),
  ],
  ratios: [
    {
      what: `${count} concepts, of the latent Jacobian’s time`,
      time: `${count} concepts`,
      to: 'latent Jacobian',
      atMost: 1.5,
    },
    {
      what: '… and every map looked at',
      time: `${count} concepts, every map looked at`,
      to: 'latent Jacobian',
    },
  ],
  limits: `There are 20 latent dimensions: their 20 gradients are computed, and each concept's weights are checked and copied (0.2 µs).
A concept's map is made of the 20 when it is first looked at, by a product in JavaScript: 17 million numbers, 68 MB, for all of them.`,
};
