import { join } from 'node:path';
import { Dataset, File, Group, ready } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import { openVisium } from '../src/spatial/visium/visium-from-folder.js';
import { compressedLayer, writeH5ad, writeVisium } from './spatial-files.js';
import { withTemporaryFolder } from './test-data.js';

/** Copies a file. All datasets become resizable; one of them gets more rows, which the copy does not contain. */
function copyWithClaim(from: string, to: string, path: string, rows: number): void {
  const source = new File(from, 'r');
  const target = new File(to, 'w');
  const copy = (group: Group, into: Group) => {
    copyAttributes(group, into);
    for (const name of group.keys()) {
      const entity = group.get(name);
      if (entity instanceof Group) copy(entity, into.create_group(name));
      if (!(entity instanceof Dataset)) continue;
      const shape = entity.shape!;
      const growing = shape.length > 0 && {
        chunks: shape.map((length) => Math.max(1, length)),
        maxshape: shape.map(() => null),
      };
      const made = into.create_dataset({
        name,
        ...{ ...writable(entity.value, entity.dtype), shape },
        ...growing,
      });
      copyAttributes(entity, made);
      if (entity.path === path) made.resize([rows, ...shape.slice(1)]);
    }
  };
  copy(source, target);
  source.close();
  target.close();
}

function copyAttributes(from: Group | Dataset, to: Group | Dataset): void {
  for (const [name, { value, shape, dtype }] of Object.entries(from.attrs)) {
    const { data, dtype: type } = writable(value, dtype);
    to.create_attribute(name, data as unknown as string, shape, type);
  }
}

/** h5wasm reads booleans, which are enumerations, but does not write them: bytes take their place. */
function writable(value: unknown, dtype: Dataset['dtype']): { data: Float32Array; dtype: Dataset['dtype'] } {
  if (dtype !== 'unknown') return { data: value as Float32Array, dtype };
  const values = typeof value === 'object' ? Array.from(value as ArrayLike<unknown>) : [value];
  const bytes = Int8Array.from(values, Number);
  return { data: bytes as unknown as Float32Array, dtype: '<b' };
}

function datasetsOf(path: string): string[] {
  const paths: string[] = [];
  const visit = (group: Group) => {
    for (const name of group.keys()) {
      const entity = group.get(name);
      if (entity instanceof Group) visit(entity);
      if (entity instanceof Dataset && entity.shape!.length > 0) paths.push(entity.path);
    }
  };
  const file = new File(path, 'r');
  visit(file);
  file.close();
  return paths;
}

describe('a dataset that states too many rows is refused, whichever it is', () => {
  // 2e9: more than the file can contain. 1e6: possible, but not the length of the others.
  it.each([2_000_000_000, 1_000_000])('%d rows', async (rows) => {
    await withTemporaryFolder(async (folder) => {
      await ready;
      const [good, bad] = [join(folder, 'good.h5ad'), join(folder, 'bad.h5ad')];
      await writeH5ad(good, compressedLayer);
      const notRead = /layers\/counts|^\/obs\/region\/categories/;
      for (const path of datasetsOf(good).filter((each) => !notRead.test(each))) {
        copyWithClaim(good, bad, path, rows);
        const layer = path === '/layers/dense' ? { layer: 'dense' } : {};
        const opened = openAnnData(bad, { ...layer, onWarning: () => {} });
        const read =
          path.includes('/images/') && rows < 2e9 ? opened.then(({ images }) => images![0]!.read()) : opened;
        await expect(read, path).rejects.toMatchObject({
          code: 'ERR_INVALID_FILE',
          message: expect.stringMatching(/bad\.h5ad/),
        });
      }
    });
  });

  it.each([2_000_000_000, 1_000_000])('10x, %d rows', async (rows) => {
    await withTemporaryFolder(async (folder) => {
      await ready;
      await writeVisium(folder, 'h5');
      const [h5, good] = [join(folder, 'filtered_feature_bc_matrix.h5'), join(folder, 'good.h5')];
      copyWithClaim(h5, good, '', 0);
      for (const path of datasetsOf(good).filter((each) => !/genome|_all_tag/.test(each))) {
        copyWithClaim(good, h5, path, rows);
        await expect(openVisium(folder), path).rejects.toMatchObject({
          code: 'ERR_INVALID_FILE',
          message: expect.stringMatching(/filtered_feature_bc_matrix\.h5/),
        });
      }
    });
  });
});
