import { writeFile } from 'node:fs/promises';
import { writeAnnData } from '@csm/datasets/node';
import ndarray from 'ndarray';
import {
  attributeBytes,
  floatTensor,
  modelBytes,
  nodeBytes,
  valueBytes,
} from '../../../../../packages/onnx/test/onnx-bytes.js';

// 90 cells of three types with 5 genes each, and 15 other genes; the protein of each type.
const CELLS = 90;
const markers = ['LYZ', 'CD14', 'S100A8', 'S100A9', 'CST3', 'MS4A1', 'CD79A', 'CD74', 'IGKC', 'BANK1'];
const genes = [
  ...markers,
  ...['CD3D', 'CD3E', 'IL7R', 'TRAC', 'LTB'],
  ...Array.from({ length: 15 }, (_, i) => `GENE${i}`),
];
const type = (cell: number) => cell % 3;
const columns = genes.map((_, gene) =>
  Array.from(
    { length: CELLS },
    (_, cell) => ((cell * 7 + gene * 3) % 4) + (Math.floor(gene / 5) === type(cell) ? 9 : 0),
  ),
);
const entries = columns.map((column) => [...column.entries()].filter(([, count]) => count > 0));
await writeAnnData({
  to: 'pbmc.h5ad',
  counts: {
    spots: {
      names: Array.from({ length: CELLS }, (_, cell) => `cell-${cell}`),
      x: new Float64Array(CELLS).fill(Number.NaN),
      y: new Float64Array(CELLS).fill(Number.NaN),
      layout: 'none',
    },
    genes,
    counts: {
      indptr: Uint32Array.from([0, ...entries.map((_, g) => entries.slice(0, g + 1).flat().length)]),
      spots: Uint32Array.from(entries.flat(), ([cell]) => cell),
      values: Float32Array.from(entries.flat(), ([, count]) => count),
    },
  },
  obsm: {
    protein_expression: ndarray(
      Float32Array.from(
        { length: 3 * CELLS },
        (_, i) => (i % 3 === type(Math.floor(i / 3)) ? 900 : 20) + (i % 7),
      ),
      [CELLS, 3],
    ),
  },
  // Every donor and every run has cells of all types.
  obs: {
    donor: Array.from({ length: CELLS }, (_, cell) => `donor-${Math.floor(cell / 3) % 6}`),
    run: Array.from({ length: CELLS }, (_, cell) => `run-${Math.floor(cell / 3) % 2}`),
    leiden: Array.from({ length: CELLS }, (_, cell) => `${type(cell)}`),
  },
  uns: { protein_names: ['CD14_TotalSeqB', 'CD19_TotalSeqB', 'CD3_TotalSeqB'] },
});

await writeFile(
  'hallmark.gmt',
  [markers.slice(0, 5), markers.slice(5)].map((set, i) => [`SET${i}`, '', ...set].join('\t')).join('\n'),
);

// An encoder of two genes and a batch: its mean is a product of matrices, its variance 1 + mean².
await writeFile(
  'scvi.onnx',
  modelBytes({
    nodes: [
      nodeBytes('Cast', ['batch'], ['number'], { attributes: [attributeBytes('to', 1)] }),
      nodeBytes('Concat', ['x', 'number'], ['both'], { attributes: [attributeBytes('axis', 1)] }),
      nodeBytes('MatMul', ['both', 'weights'], ['mean']),
      nodeBytes('Mul', ['mean', 'mean'], ['square']),
      nodeBytes('Add', ['square', 'one'], ['variance']),
    ],
    initializers: [floatTensor('weights', [3, 2], [1, 0, 0, 1, 0.5, 2]), floatTensor('one', [1], [1])],
    inputs: [valueBytes('x', ['n', 2]), valueBytes('batch', ['n', 1], 'int64')],
    outputs: [valueBytes('mean', ['n', 2]), valueBytes('variance', ['n', 2])],
  }),
);
