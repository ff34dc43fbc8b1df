import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conceptVector } from '@csm/core';
import { saveConcepts, writeNpy } from '@csm/core/node';
import { writeAnnData } from '@csm/datasets/node';
import ndarray from 'ndarray';
import { tissueCounts } from '../../datasets/test/spatial-files.js';
import { type Examples, writeExamples } from '../src/concepts/examples-file.js';
import { drawnPictures } from './drawn-pictures.js';
import { writeCells } from './write-cells.js';

const ONNX = new URL('../../../examples/onnx/', import.meta.url).pathname;
const PAGE = '<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>\n';

/** Writes one right file of each kind, and what users pass instead of it by mistake. */
export async function writeWrongFiles(folder: string): Promise<void> {
  const at = (...names: string[]) => join(folder, ...names);
  await mkdir(folder, { recursive: true });
  await drawnPictures(at('faces'), 24, 32);
  await writeFile(at('table.csv'), 'name,a,b\nx,1,2\ny,3,4\n');

  const encoder = await readFile(join(ONNX, 'encoder.onnx'));
  await writeFile(at('encoder.onnx'), encoder);
  await writeFile(at('page.onnx'), PAGE);
  await writeFile(at('half.onnx'), encoder.subarray(0, encoder.length >> 1));
  await writeFile(at('empty.onnx'), '');
  await writeFile(at('model.pt'), 'PK\x03\x04................................archive/data.pkl');
  await writeFile(at('model.h5'), Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'));
  await writeFile(at('decoder.onnx'), await readFile(join(ONNX, 'decoder.onnx')));
  await writeFile(at('other-decoder.onnx'), await readFile(join(ONNX, 'spatial.onnx')));

  await mkdir(at('no-pictures'));
  await writeFile(at('no-pictures', 'notes.txt'), 'none');
  await mkdir(at('truncated'));
  const png = await readFile(at('faces', '0000.png'));
  await writeFile(at('truncated', 'a.png'), png.subarray(0, png.length >> 1));
  await writeFile(at('half.npy'), Buffer.from('\x93NUMPY\x01\x00', 'latin1'));
  await writeNpy(at('wrong-shape.npy'), ndarray(new Float32Array(2 * 3 * 16 * 16), [2, 3, 16, 16]));
  await writeAnnData({ to: at('cells.h5ad'), counts: tissueCounts() });
  await writeCells(at('types.h5ad'), { cells: 60, genes: 60, drivers: 4, programGenes: 4, batchGenes: 4 });
  await writeFile(at('other-genes.txt'), Array.from({ length: 3072 }, (_, i) => `OTHER${i}`).join('\n'));
  await writeFile(at('sets.gmt'), PAGE);
  await writeFile(at('cells.rds'), Buffer.from('\x1f\x8b\x08\x00', 'latin1'));
  await mkdir(at('cells.zarr'));
  await writeFile(at('cells.zarr', '.zgroup'), '{"zarr_format": 2}');

  const concepts = (name: string, size: number) =>
    saveConcepts(at(name, 'concepts.json'), [conceptVector('Smiling', new Float32Array(size).fill(1))]);
  for (const name of ['concepts', 'other-size', 'page-concepts', 'no-concepts']) await mkdir(at(name));
  const ids = Array.from({ length: 24 }, (_, i) => `${String(i).padStart(4, '0')}.png`);
  const sides = (first: number) => ({
    positives: ids.slice(first, first + 6),
    negatives: ids.slice(first + 6, first + 12),
  });
  const examples: Examples = { source: 'a test', make: 'meanDifference', ...sides(0), heldOut: sides(12) };
  for (const [name, size] of [
    ['concepts', 16],
    ['other-size', 7],
  ] as const) {
    await concepts(name, size);
    await writeExamples(at(name), { concepts: { Smiling: examples } });
  }
  await writeNpy(at('seven.npy'), ndarray(new Float32Array(7).fill(1), [7]));
  await writeFile(at('page-concepts', 'concepts.json'), PAGE);

  await writeFile(at('a-file'), 'text');
  await mkdir(at('closed'));
  await chmod(at('closed'), 0o555);
  await mkdir(at('other-run'));
  const record = { command: 'encode', settings: { model: '0' }, versions: {} };
  await writeFile(at('other-run', 'run.json'), JSON.stringify(record));
}
