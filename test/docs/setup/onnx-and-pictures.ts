import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { syntheticFaces } from '@csm/datasets';
import { renderImage } from '@csm/render';
import { writePng } from '@csm/render/node';

/** Writes the encoder of the examples as `encoder.onnx`, and a folder of drawn faces with `attributes.csv`. */
export async function writeOnnxAndPictures(folder: string): Promise<void> {
  await copyFile(new URL('../../../examples/onnx/encoder.onnx', import.meta.url), 'encoder.onnx');
  const { images, attributes, attributeNames } = syntheticFaces({ count: 40, size: 32, seed: 2 });
  const column = attributeNames.indexOf('Eyeglasses');
  await mkdir(folder, { recursive: true });
  const rows = ['image,Eyeglasses'];
  for (let face = 0; face < 40; face++) {
    await writePng(`${folder}/${face}.png`, renderImage(images.pick(face)));
    rows.push(`${face}.png,${attributes.get(face, column)}`);
  }
  await writeFile(`${folder}/attributes.csv`, `${rows.join('\n')}\n`);
}
