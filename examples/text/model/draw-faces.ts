// Step 1 of making the example's pair of encoders: draws the synthetic faces on which train.py trains it, as NumPy's .npy.
//   npx tsx examples/text/model/draw-faces.ts out/text-model
import { mkdir } from 'node:fs/promises';
import { writeNpy } from '@csm/core/node';
import { syntheticFaces } from '@csm/datasets';

const [folder = 'out/text-model'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const { images, attributes } = syntheticFaces({ count: 6000, size: 32, seed: 1 });
// PyTorch's order: [n, channels, height, width].
await writeNpy(`${folder}/faces.npy`, images.transpose(0, 3, 1, 2));
await writeNpy(`${folder}/attributes.npy`, attributes);
