import { openVisium } from '@csm/datasets/node';
import sharp from 'sharp';
import { writeVisium } from '../../../../../packages/datasets/test/spatial-files.js';

await writeVisium('outs', 'h5');
export const tissue = await openVisium('outs');
await sharp({ create: { width: 60, height: 40, channels: 3, background: '#f0e0f0' } }).toFile('tissue.jpg');
