import { expect, it } from 'vitest';
import { blocksOf } from './blocks.js';
import { modulesOf } from './modules.js';

const page = {
  path: 'docs/guide/errors.md', // whose setup gives encoder, images, concept and signal
  blocks: blocksOf(`
\`\`\`ts
import { encode, type Encoder } from '@csm/core';
const { latents: z } = { latents: await encode(encoder, images) };
\`\`\`

\`\`\`ts
const again: Encoder = encoder;
console.log(z.shape, again.encode);
\`\`\`

\`\`\`ts
import { setBackend } from '@tensorflow/tfjs-core';
await setBackend('cpu');
console.log(z, encode, signal);
\`\`\`
`),
};

it('gives a block what it does not declare: from earlier blocks, and from the setup; a whole program only from the setup', () => {
  const setup = "from '../../../../../test/docs/setup/docs/guide/errors.js';";
  const heads = modulesOf(page).map(({ text }) => text.split('\n')[0]);
  expect(heads).toEqual([
    `import { encoder } ${setup} import { images } ${setup}`,
    `import { encoder } ${setup} import type { Encoder } from '@csm/core'; import { z } from './block-2.js';`,
    `import { signal } ${setup}`,
  ]);
});

it('exports what a block declares, so that later blocks can import it', () => {
  expect(modulesOf(page)[0]?.text).toMatch(/\nexport \{ z \};\n$/);
});
