import { celebA, imageFolder, readAnnData } from '@csm/datasets';
import { datasetContents } from '../dataset-contents.js';

const chosen = () => document.querySelector('input')!.files!;

/** Every image of the selected folder, by its path. */
export async function pictures(): Promise<Record<string, Float32Array>> {
  const set = await imageFolder({ files: chosen(), attributes: () => ({}) });
  const values = set.ids.map(async (id) => [id, (await set.images([id])).data as Float32Array]);
  return Object.fromEntries(await Promise.all(values));
}

export const folderContents = async (size: number) =>
  datasetContents(await imageFolder({ files: chosen(), size, onBadImage: 'skip' }));

export const celebaContents = async (size: number) =>
  datasetContents(await celebA({ files: chosen(), size }));

/** The spots, genes and counts of the AnnData file in the selected folder. */
export async function annData() {
  const { genes, spots, counts } = await readAnnData(
    [...chosen()].find(({ name }) => name.endsWith('.h5ad'))!,
  );
  return { genes, names: spots.names, values: counts.values };
}
