import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticFaces } from '@csm/datasets';
import sharp from 'sharp';

/** Writes a folder of synthetic faces with `attributes.csv` (Smiling, Eyeglasses). */
export async function drawnPictures(folder: string, count: number, size: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const faces = syntheticFaces({ count, size, seed: 1 });
  const columns = ['Smiling', 'Eyeglasses'] as const;
  const lines = [`image,${columns.join(',')}`];
  for (let i = 0; i < count; i++) {
    const values = faces.images.data.subarray(i * size * size * 3, (i + 1) * size * size * 3);
    const pixels = Uint8Array.from(values, (value) => Math.round(value * 255));
    const name = `${String(i).padStart(4, '0')}.png`;
    const png = sharp(pixels, { raw: { width: size, height: size, channels: 3 } }).png();
    await writeFile(join(folder, name), await png.toBuffer());
    const of = columns.map((column) => faces.attributes.get(i, faces.attributeNames.indexOf(column)));
    lines.push([name, ...of].join(','));
  }
  await writeFile(join(folder, 'attributes.csv'), `${lines.join('\n')}\n`);
}
