import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';

/** Writes the encoder of the examples as `encoder.onnx`, and a folder of drawn faces with `attributes.csv`. */
export async function writeOnnxAndPictures(folder: string): Promise<void> {
  await copyFile(new URL('../../../examples/onnx/encoder.onnx', import.meta.url), 'encoder.onnx');
  const { images, attributes, attributeNames } = syntheticFaces({ count: 60, size: 32, seed: 2 });
  await mkdir(folder, { recursive: true });
  const rows = [`image,${attributeNames.join(',')}`];
  for (let face = 0; face < 60; face++) {
    await writePng(`${folder}/${face}.png`, renderImage(images.pick(face)));
    rows.push([`${face}.png`, ...attributeNames.map((_, column) => attributes.get(face, column))].join(','));
  }
  await writeFile(`${folder}/attributes.csv`, `${rows.join('\n')}\n`);
}
