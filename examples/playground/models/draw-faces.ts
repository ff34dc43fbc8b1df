// Draws the faces on which train-faces.py trains the built-in model, as NumPy's .npy: npx tsx examples/playground/models/draw-faces.ts FOLDER
import { mkdir } from 'node:fs/promises';
import { writeNpy } from '@csm/core/node';
import { syntheticFaces } from '@csm/datasets';

const [folder = 'out/playground-faces'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
// Other faces than those of the page, which have seed 2.
const { images } = syntheticFaces({ count: 5000, size: 48, seed: 1 });
// PyTorch's order of axes: [n, channels, height, width].
await writeNpy(`${folder}/faces.npy`, images.transpose(0, 3, 1, 2));
