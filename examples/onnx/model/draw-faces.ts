// Step 1 of making the example's model: draws the synthetic faces on which train.py trains it, as NumPy's .npy.
//   npx tsx examples/onnx/model/draw-faces.ts out/onnx-model
import { mkdir } from 'node:fs/promises';
import { writeNpy } from '@csm/core/node';
import { syntheticFaces } from '@csm/datasets';

const [folder = 'out/onnx-model'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const { images } = syntheticFaces({ count: 3000, size: 32, seed: 1 });
// PyTorch's order: [n, channels, height, width].
await writeNpy(`${folder}/faces.npy`, images.transpose(0, 3, 1, 2));
