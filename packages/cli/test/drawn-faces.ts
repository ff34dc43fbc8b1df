import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';

/** Writes drawn faces as PNG files of 32 × 32, and a table of their attributes. @returns the folder and the table. */
export async function writeDrawnFaces(
  folder: string,
  count: number,
): Promise<{ readonly pictures: string; readonly table: string }> {
  const faces = syntheticFaces({ count, size: 32, seed: 7 });
  const pictures = join(folder, 'pictures');
  await mkdir(pictures, { recursive: true });
  const lines = [['name', ...faces.attributeNames].join(',')];
  for (let i = 0; i < count; i++) {
    const name = `face-${String(i).padStart(3, '0')}.png`;
    await writePng(join(pictures, name), renderImage(faces.images.pick(i)));
    lines.push([name, ...faces.attributeNames.map((_, column) => faces.attributes.get(i, column))].join(','));
  }
  const table = join(folder, 'attributes-of-faces.csv');
  await writeFile(table, `${lines.join('\n')}\n`);
  return { pictures, table };
}
