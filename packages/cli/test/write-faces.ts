import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';

/**
 * Writes drawn faces of 32 × 32 pixels as PNG files, with `attributes.csv`: the attributes of the faces, `person` (each with four
 * pictures), `mood` (three categories) and `height` (a measurement).
 * @returns the names of the pictures.
 */
export async function writeFaces(folder: string, count: number): Promise<string[]> {
  const { images, attributes, attributeNames } = syntheticFaces({ count, size: 32, seed: 3 });
  await mkdir(folder, { recursive: true });
  const ids = Array.from({ length: count }, (_, i) => `face-${String(i).padStart(3, '0')}.png`);
  const rows = ids.map((id, i) => [
    id,
    ...attributeNames.map((_, k) => attributes.get(i, k)),
    `p${Math.floor(i / 4)}`,
    ['calm', 'glad', 'sad'][i % 3],
    1.5 + ((i * 37) % 100) / 200,
  ]);
  const header = ['id', ...attributeNames, 'person', 'mood', 'height'];
  await writeFile(join(folder, 'attributes.csv'), [header, ...rows].map((row) => row.join(',')).join('\n'));
  for (const [i, id] of ids.entries()) await writePng(join(folder, id), renderImage(images.pick(i)));
  return ids;
}
