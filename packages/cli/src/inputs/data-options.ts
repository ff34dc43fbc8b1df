import { type Command, Option } from 'commander';
import { flagOf } from '../terminal/flag-of.js';
import { usageError } from '../terminal/usage-error.js';
import { filledText, wholeNumber } from '../terminal/values.js';
import type { DataKind } from './data-kind.js';

/** What values of genes an encoder can take. */
export const COUNT_VALUES = ['raw', 'log1p', 'log1p-cpm', 'log1p-cp10k'] as const;
export type CountValues = (typeof COUNT_VALUES)[number];

/** The options of every command that takes data, as commander returns them. */
export interface DataOptions {
  /** A table of attributes: a CSV with the ids of the samples. */
  readonly attributes?: string | undefined;
  readonly idColumn?: string | undefined;
  /** Columns of numbers in a table that are attributes, not features. */
  readonly labelColumns?: readonly string[] | undefined;
  /** A file with the names of the features in the order of the encoder, one per line. */
  readonly features?: string | undefined;
  readonly counts?: CountValues | undefined;
  /** A layer of an `.h5ad`, or `raw`. */
  readonly layer?: string | undefined;
  /** The sample of a folder of 10x that holds several. */
  readonly sample?: string | undefined;
  /** The side of the bins of Visium HD, in micrometres. */
  readonly bin?: number | undefined;
  /** The unfiltered matrix of 10x. */
  readonly raw?: boolean | undefined;
  /** The genome, if 10x has several. */
  readonly genome?: string | undefined;
  readonly resize?: 'bilinear' | 'nearest' | undefined;
  readonly skipDamaged?: boolean | undefined;
}

/** Adds the options that say how data are read. */
export function addDataOptions(command: Command): Command {
  const data = command
    .optionsGroup('Data:')
    .option(
      '--attributes <table>',
      'a CSV of attributes of the samples (default: attributes.csv in the folder)',
    )
    .option('--id-column <name>', 'the column of a table with the ids (default: the first)')
    .option(
      '--label-columns <names>',
      'columns of numbers in a table that are attributes, not features',
      names,
    )
    .option(
      '--features <file>',
      'names of the features, such as genes, in the order that the encoder expects, one per line',
    )
    .addOption(
      new Option(
        '--counts <values>',
        'values of genes: raw counts, log(1 + counts), or log(1 + counts per million or per 10,000) (default: raw, or as the model was trained)',
      ).choices(COUNT_VALUES),
    )
    .option('--layer <name>', 'the layer of an .h5ad, or raw (default: X)');
  return addFolderOptions(data)
    .addOption(
      new Option('--resize <method>', 'how pictures are resized (default: bilinear)').choices([
        'bilinear',
        'nearest',
      ]),
    )
    .option('--skip-damaged', 'leave out pictures that cannot be read, with a warning');
}

/** Adds the options that choose among the counts of a folder or file of 10x. */
export const addFolderOptions = (command: Command): Command =>
  command
    .option('--sample <name>', '10x: the sample, if the folder holds several', filledText('sample'))
    .option('--bin <µm>', 'Visium HD: the side of the bins, such as 8', wholeNumber('bin', 1))
    .option('--raw', '10x: the unfiltered matrix, with barcodes without a cell')
    .option('--genome <name>', '10x: the genes of one genome, if there are several', filledText('genome'));

const names = (text: string) => text.split(',').map((name) => name.trim());

type Kind = DataKind['kind'];

const PICTURES: readonly Kind[] = ['pictures', 'CelebA', 'Parquet'];
const COUNTS: readonly Kind[] = ['h5ad', '10x', 'Visium', 'ST'];

/** The data that each option is about. */
const OF: readonly (readonly [keyof DataOptions, readonly Kind[], string])[] = [
  [
    'attributes',
    ['pictures', 'Parquet', 'array', 'table', ...COUNTS],
    'data without attributes of their own',
  ],
  ['idColumn', ['pictures', 'Parquet', 'array', 'table', ...COUNTS], 'data without attributes of their own'],
  ['labelColumns', ['table'], 'a table'],
  ['features', ['array', 'table', ...COUNTS], 'an array, a table or counts of genes'],
  ['counts', COUNTS, 'counts of genes'],
  ['layer', ['h5ad'], 'an .h5ad'],
  ['sample', ['10x', 'Visium'], 'a folder of 10x'],
  ['bin', ['Visium'], 'bins of Visium HD'],
  ['raw', ['10x', 'Visium'], 'a folder of 10x'],
  ['genome', ['10x'], 'cells of 10x'],
  ['resize', PICTURES, 'pictures'],
  ['skipDamaged', PICTURES, 'pictures'],
];

/** What data are called in errors: `cells.h5ad is an .h5ad`. */
export const DATA_NAMES: Readonly<Record<Kind, string>> = {
  pictures: 'pictures',
  CelebA: 'CelebA',
  Parquet: 'Parquet of pictures',
  array: 'an array',
  table: 'a table',
  h5ad: 'an .h5ad',
  '10x': 'counts of 10x',
  Visium: 'a slide of Visium',
  ST: 'a 2016 array',
};

/**
 * The options that decide how the samples of another folder are read, next to data with these options: those for its kind, without
 * those about attributes.
 * @param kind of the folder.
 */
export function optionsOfFolder(kind: Kind, options: DataOptions): DataOptions {
  const hasOwnIds = PICTURES.includes(kind) || COUNTS.includes(kind);
  const isRead = (name: keyof DataOptions) => name !== 'attributes' && !(name === 'idColumn' && hasOwnIds);
  return Object.fromEntries(
    OF.flatMap(([name, kinds]) => (kinds.includes(kind) && isRead(name) ? [[name, options[name]]] : [])),
  );
}

/** @throws if an option is about other data: it would be without effect. */
export function checkDataOptions(kind: Kind, path: string, options: DataOptions): void {
  for (const [name, kinds, what] of OF) {
    if (options[name] === undefined || kinds.includes(kind)) continue;
    throw usageError(`${flagOf(name)} is for ${what}; ${path} is ${DATA_NAMES[kind]}; leave the option out.`);
  }
}

/** @throws if an option says how data are read, but no data are given. */
export function checkNoDataOptions(options: DataOptions, dataFlag: string): void {
  const given = OF.find(([name]) => options[name] !== undefined);
  if (given === undefined) return;
  throw usageError(`${flagOf(given[0])} says how data are read; add ${dataFlag}, or leave the option out.`);
}
