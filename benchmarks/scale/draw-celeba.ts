import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faceAttributeNames, syntheticFaces } from '@csm/datasets';
import { seededRandom } from '../../packages/datasets/src/sampling/seeded-random.js';
import {
  type CelebaRow,
  celebaAttributeNames,
  celebaId,
  celebaTables,
  drawnJpeg,
  usualLandmarks,
} from '../../packages/datasets/test/celeba-folder.js';

/** Faces that are in memory at the same time. */
const CHUNK = 250;

/**
 * Draws a folder in CelebA's layout: JPEGs of 178 × 218 pixels (`img_align_celeba/000001.jpg`, …), each with its own face, and the three
 * tables as txt. The six attributes of the drawn faces are correct; the other 34 are random. Tables are written last: a folder whose
 * attribute table has at least so many rows is complete and is kept.
 *
 * @returns whether the folder was drawn now.
 */
export async function drawCeleba(
  root: string,
  { count, seed = 1 }: { readonly count: number; readonly seed?: number },
): Promise<boolean> {
  const attributes = join(root, 'list_attr_celeba.txt');
  if (existsSync(attributes) && Number.parseInt(await readFile(attributes, 'latin1'), 10) >= count)
    return false;
  const pictures = join(root, 'img_align_celeba');
  await mkdir(pictures, { recursive: true });
  const random = seededRandom(seed);
  const rows: CelebaRow[] = [];
  for (let first = 0; first < count; first += CHUNK) {
    const faces = syntheticFaces({ count: Math.min(CHUNK, count - first), seed: seed + first, size: 178 });
    const numbers = Array.from({ length: faces.attributes.shape[0]! }, (_, i) => i);
    await Promise.all(
      numbers.map(async (i) => writeFile(join(pictures, celebaId(first + i + 1)), await drawnJpeg(faces, i))),
    );
    for (const i of numbers) {
      rows.push({
        id: celebaId(first + i + 1),
        attributes: celebaAttributeNames.map((name) => {
          const drawnAs = faceAttributeNames.indexOf(name as (typeof faceAttributeNames)[number]);
          const present = drawnAs >= 0 ? faces.attributes.get(i, drawnAs) === 1 : random() < 0.5;
          return present ? 1 : -1;
        }),
        landmarks: usualLandmarks.map((value) => value + Math.floor(random() * 5) - 2),
        part: first + i < 0.8 * count ? 0 : first + i < 0.9 * count ? 1 : 2,
      });
    }
  }
  const tables = Object.entries(celebaTables(rows, { form: 'txt', lineEnd: '\n' }));
  // The table of attributes is the first of them, and is written last.
  for (const [name, text] of tables.reverse()) {
    await writeFile(join(root, `${name}.part`), text);
    await rename(join(root, `${name}.part`), join(root, name));
  }
  return true;
}
