import { describe, expect, it } from 'vitest';
import * as browser from '../src/index.js';
import * as node from '../src/node.js';
import * as readers from '../src/readers.js';
import { tissueCounts } from './spatial-files.js';

const source = () => new Blob(['']).stream();
const tissue = tissueCounts();
const attributes = browser.attributeTable([['a', { x: 1 }]]);
const dataset = browser.imageDataset({
  name: 'dots',
  imageShape: [1, 1, 1],
  attributes,
  load: () => Float32Array.of(1),
});
const files = [new File([''], 'a.csv')];

/**
 * Every function that has options, called with the given options. The arguments before the options are valid or never
 * used.
 */
const functions: Record<string, (options: never) => unknown> = {
  addToAnnData: (options: object) =>
    node.addToAnnData({ from: 'a.h5ad', to: 'b.h5ad', counts: tissue, ...options }),
  addToAnnDataBytes: (options: object) =>
    browser.addToAnnDataBytes({ from: new Uint8Array(), counts: tissue, ...options }),
  'celebA (files)': (options: object) => browser.celebA({ files, ...options }),
  'celebA (root)': (options: object) => node.celebA({ root: 'none', ...options }),
  'dots.batches': (options) => dataset.batches(options).next(),
  'dots.images': (options) => dataset.images(['a'], options),
  geneRasters: (options) => browser.geneRasters(tissue, options),
  imageDataset: (options: object) =>
    browser.imageDataset({
      name: 'a',
      imageShape: [1, 1, 1],
      attributes,
      load: () => [] as never,
      ...options,
    }),
  'imageFolder (files)': (options: object) => browser.imageFolder({ files, ...options }),
  'imageFolder (root)': (options: object) => node.imageFolder({ root: 'none', ...options }),
  open10x: (options) => node.open10x('none', options),
  openAnnData: (options) => node.openAnnData('none.h5ad', options),
  mergeBins: (options: object) => browser.mergeBins(tissue, { by: 2, ...options }),
  openOlfactoryBulb: (options) => node.openOlfactoryBulb('none', options),
  openVisium: (options) => node.openVisium('none', options),
  read10x: (options) => browser.read10x(files, options),
  readAnnData: (options) => browser.readAnnData(new Uint8Array(), options),
  readAttributeTable: (options) => browser.readAttributeTable(source(), options),
  readCelebaAttributes: (options) => readers.readCelebaAttributes(source(), options),
  readCelebaLandmarks: (options) => readers.readCelebaLandmarks(source(), options),
  readCelebaPartition: (options) => readers.readCelebaPartition(source(), options),
  readSpatialTranscriptomics: (options) => browser.readSpatialTranscriptomics(source(), options),
  readSpatialTranscriptomicsFile: (options) => node.readSpatialTranscriptomicsFile('none.tsv', options),
  readSpotLabels: (options) => browser.readSpotLabels(source(), options),
  readSpotTransformation: (options) => readers.readSpotTransformation(source(), options),
  readVisium: (options) => browser.readVisium(files, options),
  splitByGroup: (options: object) =>
    browser.splitByGroup(dataset, { attribute: 'x', heldOut: 1, seed: 1, ...options }),
  syntheticBulb: (options: object) => browser.syntheticBulb({ genes: 8, seed: 1, ...options }),
  syntheticFaces: (options: object) => browser.syntheticFaces({ count: 1, seed: 1, ...options }),
  writeAnnData: (options: object) => node.writeAnnData({ to: 'a.h5ad', counts: tissue, ...options }),
  writeAnnDataBytes: (options: object) => browser.writeAnnDataBytes({ counts: tissue, ...options }),
};

const errorOf = async (call: () => unknown) => {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('options', () => {
  it.each(Object.entries(functions))('%s rejects an unknown option', async (name, call) => {
    const [caller] = name.split(' ');
    const error = await errorOf(() => call({ misspelt: 1 } as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringMatching(
        new RegExp(`^${caller}: unknown option "misspelt"; (valid|3 nearest of \\d+) options: .*\\.$`),
      ),
    });
  });

  it.each(
    Object.entries(functions).filter(
      ([name]) => !/imageDataset|geneRasters|mergeBins|split|synth|toAnn|writeAnn/i.test(name),
    ),
  )('%s rejects a signal that is an AbortController', async (_name, call) => {
    expect(await errorOf(() => call({ signal: new AbortController() } as never))).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringMatching(/: signal must be an AbortSignal; .*; pass controller\.signal\.$/),
    });
  });

  it.each(
    Object.entries<(path: never) => unknown>({
      addToAnnData: (to) => node.addToAnnData({ from: 'a.h5ad', to, counts: tissue }),
      celebA: (root) => node.celebA({ root }),
      imageFolder: (root) => node.imageFolder({ root }),
      open10x: (path) => node.open10x(path),
      openAnnData: (path) => node.openAnnData(path),
      openOlfactoryBulb: (folder) => node.openOlfactoryBulb(folder),
      openVisium: (folder) => node.openVisium(folder),
      readSpatialTranscriptomicsFile: (path) => node.readSpatialTranscriptomicsFile(path),
      writeAnnData: (to) => node.writeAnnData({ to, counts: tissue }),
      writeTable: (path) => node.writeTable(path, ''),
    }),
  )('%s rejects an invalid path', async (name, call) => {
    for (const path of [undefined, '', 7]) {
      expect(await errorOf(() => call(path as never))).toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
        message: expect.stringMatching(new RegExp(`^${name}: \\w+ must be the path of an? .+; got .+\\.$`)),
      });
    }
  });
});
