import { distinctNames, fileName } from '@csm/base';
import { writeAtomically } from '@csm/base/node';
import { writeNpy } from '@csm/core/node';
import { csvFormat } from 'd3-dsv';
import ndarray from 'ndarray';
import type { ConceptMeasures } from './measure-maps.js';
import type { Picture } from './pictures.js';
import type { ShownFace } from './shown-face.js';

/**
 * Writes the maps as numbers: one `.npy` file of `[n, height, width, channels]` per concept and method, with the shown picture
 * first and the measured pictures after it; one file with the random vector's map of the shown picture; and `index.csv`, which
 * describes each row of each file.
 */
export async function writeMaps(
  folder: string,
  shown: readonly ShownFace[],
  measures: readonly (ConceptMeasures | undefined)[],
): Promise<void> {
  const index: Record<string, string | number>[] = [];
  const distinct = distinctNames();
  const write = async (
    maps: readonly { id: string; picture: string; map: Picture }[],
    { concept, method, description, vector }: Record<string, string>,
  ) => {
    const name = [concept!, method!, ...(vector === 'random' ? [vector] : [])].map(fileName).join('.');
    const file = `${distinct(name)}.npy`;
    const { shape } = maps[0]!.map;
    const size = maps[0]!.map.data.length;
    const all = new Float32Array(maps.length * size);
    for (const [row, { id, picture, map }] of maps.entries()) {
      all.set(map.data, row * size);
      index.push({
        file,
        row,
        id,
        picture,
        concept: concept!,
        method: method!,
        vector: vector!,
        description: description!,
      });
    }
    await writeNpy(`${folder}/${file}`, ndarray(all, [maps.length, ...shape]));
  };
  for (const [i, face] of shown.entries()) {
    const measured = measures[i];
    const keys = new Set(face.methods.map(({ key }) => key));
    for (const method of [...face.methods, ...face.paper.filter(({ key }) => !keys.has(key))]) {
      const about = { concept: face.name, method: method.key, description: method.description };
      const rest = measured?.methods[method.key]?.maps ?? [];
      const first = { id: face.id, picture: 'shown' };
      const others = rest.map((map, row) => ({ id: measured!.ids[row]!, picture: 'measured', map }));
      await write([{ ...first, map: method.map }, ...others], { ...about, vector: 'concept' });
      await write([{ ...first, map: method.control }], { ...about, vector: 'random' });
    }
  }
  await writeAtomically(`${folder}/index.csv`, `${csvFormat(index)}\n`);
}
