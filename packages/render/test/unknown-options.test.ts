import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  certificateFigure,
  displayRange,
  evaluationPlot,
  geneBars,
  geneHeatMap,
  histogramGrid,
  lossCurve,
  matrixMap,
  overlay,
  panel,
  rankingTable,
  renderImage,
  renderMap,
  spotMap,
  tissueFigure,
  volcanoPlot,
} from '../src/index.js';
import { rasterize, readSpotImage } from '../src/node.js';
import { certificateOf } from './certificates.js';

const map = ndarray([0, 1, 0.5, 0.25], [2, 2]);
const cell = renderMap(map);
const grid = { columns: ['a'], rows: [{ cells: [cell] }] };
const scores = { title: 'a', positives: [1], negatives: [0] };
const spots = { x: [1], y: [1] };
const column = { marker: 'a', gene: 'b', counts: ndarray([1, 2], [1, 2]) };
const row = {
  method: 'm',
  measure: 'q',
  value: 1,
  standardError: 0,
  control: 0,
  controlLow: 0,
  controlHigh: 0,
  chance: 0,
};

const escaped = (text: string) => text.replace(/[[\]]/g, '\\$&');

describe('an unknown option is rejected, also inside nested objects', () => {
  it.each<[string, string, () => unknown]>([
    ['certificateFigure', 'input', () => certificateFigure(certificateOf([4]), { input: [0] } as never)],
    ['displayRange', 'clips', () => displayRange(map, { clips: [0, 100] } as never)],
    ['evaluationPlot', 'titel', () => evaluationPlot([row], 'q', { titel: '' } as never)],
    ['geneBars', 'counts', () => geneBars({ rankings: [], counts: 3 } as never)],
    ['geneHeatMap', 'gene', () => geneHeatMap({ rankings: [], gene: [] } as never)],
    ['histogramGrid', 'bin', () => histogramGrid({ histograms: [scores], bin: 3 } as never)],
    [
      'histogramGrid: histogram 0',
      'captions',
      () => histogramGrid({ histograms: [{ ...scores, captions: '' }] } as never),
    ],
    ['rankingTable', 'rows', () => rankingTable({} as never, { rows: 3 } as never)],
    ['lossCurve', 'widht', () => lossCurve([{ epoch: 1, loss: 1 }], { widht: 300 } as never)],
    ['matrixMap', 'lables', () => matrixMap({ values: map, rows: ['a', 'b'], lables: 1 } as never)],
    ['overlay', 'opacityby', () => overlay(map, map, { opacityby: 'uniform' } as never)],
    ['panel', 'cellsize', () => panel({ ...grid, cellsize: 64 } as never)],
    ['panel: row 0', 'name', () => panel({ ...grid, rows: [{ cells: [cell], name: '' }] } as never)],
    [
      'panel: the cell of row 0, column 0',
      'title',
      () => panel({ ...grid, rows: [{ cells: [{ image: cell, title: '' }] }] } as never),
    ],
    [
      'panel: colorBars[0]',
      'unit',
      () => panel({ ...grid, colorBars: [{ range: [0, 1], unit: '' }] } as never),
    ],
    ['renderImage', 'colourMap', () => renderImage(map, { colourMap: 'gray' } as never)],
    ['renderMap', 'colourMap', () => renderMap(map, { colourMap: 'magma' } as never)],
    ['spotMap', 'colums', () => spotMap({ spots, maps: [{ values: [1] }], colums: 1 } as never)],
    ['spotMap: map 0', 'label', () => spotMap({ spots, maps: [{ values: [1], label: '' }] } as never)],
    ['volcanoPlot', 'label', () => volcanoPlot({ genes: [], label: 3 } as never)],
    ['tissueFigure', 'concept', () => tissueFigure({ concepts: [column], concept: 1 } as never)],
    [
      'tissueFigure: map 0 of concept 0',
      'random.count',
      () =>
        tissueFigure({
          concepts: [
            {
              ...column,
              maps: [{ method: 'm', map, random: { map, correlation: 0, vectors: 1, count: 1 } }],
            },
          ],
        } as never),
    ],
  ])('%s { %s }', (caller, name, call) => {
    expect(call).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARGUMENT',
        message: expect.stringMatching(
          // Of many options, the message names the nearest.
          new RegExp(
            `^${escaped(caller)}: unknown option "${name}"; (valid options: |3 nearest of 13 options: columns,|3 nearest of 10 options: inputs,)`,
          ),
        ),
      }),
    );
  });

  it.each<[string, () => Promise<unknown>]>([
    ['rasterize', () => rasterize('<svg/>', { scales: 1 } as never)],
    ['readSpotImage', () => readSpotImage('he.jpg', { scales: 1 } as never)],
  ])('%s { scales }', async (caller, call) => {
    await expect(call()).rejects.toThrow(`${caller}: unknown option "scales"; valid options: `);
  });
});
