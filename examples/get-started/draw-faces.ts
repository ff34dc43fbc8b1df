import { mkdir, writeFile } from 'node:fs/promises';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';

const { images, attributes, attributeNames } = syntheticFaces({ count: 300, size: 32, seed: 2 });
await mkdir('faces', { recursive: true });
const table = [`image,${attributeNames.join(',')}`];
for (let face = 0; face < 300; face++) {
  await writePng(`faces/${face}.png`, renderImage(images.pick(face)));
  table.push(`${face}.png,${attributeNames.map((_, column) => attributes.get(face, column)).join(',')}`);
}
await writeFile('faces/attributes.csv', `${table.join('\n')}\n`);
