import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mean } from '@csm/base';
import { writeText } from '../../support/write-text.js';
import { figure, replaceSection } from '../evidence/report/replace-section.js';
import { markdownTable } from '../markdown-table.js';
import type { Judged } from './judged.js';
import type { Stability } from './stability.js';

const PAGE = fileURLToPath(new URL('../../docs/guide/discovery.md', import.meta.url));

/** Writes the tables of docs/guide/discovery.md from all results of a folder. */
export async function writeTables(folder: string): Promise<void> {
  const recovery = await resultsOf<Judged>(folder, 'recovery');
  const stability = await resultsOf<Stability>(folder, 'stability');
  let page = await readFile(PAGE, 'utf8');
  const tables: readonly (readonly [string, (space: string) => string])[] = [
    ['recovered', (space) => recoveredTable(bySpace(recovery, space))],
    ['properties', (space) => propertiesTable(bySpace(recovery, space), bySpace(stability, space))],
    ['attributes', (space) => attributesTable(bySpace(recovery, space))],
  ];
  const spaces = [...new Set(recovery.map(({ space }) => space))];
  for (const [name, table] of tables) {
    page = replaceSection(
      page,
      name,
      spaces.map((space) => `${headingOf(space)}\n\n${table(space)}`).join('\n\n'),
    );
  }
  await writeText(PAGE, page);
}

async function resultsOf<Row>(folder: string, part: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const file of (await readdir(folder)).sort()) {
    if (file.startsWith(part)) rows.push(...JSON.parse(await readFile(join(folder, file), 'utf8')));
  }
  return rows;
}

interface Row {
  readonly space: string;
  readonly method: string;
  readonly codes: number;
}

/** The results of one space: a list per method, of its seeds. */
function bySpace<Result extends Row>(rows: readonly Result[], space: string): Result[][] {
  const groups = new Map<string, Result[]>();
  for (const row of rows.filter((one) => one.space === space)) {
    groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  }
  return [...groups.values()];
}

const keyOf = ({ method, codes }: Row) => `${method}/${codes}`;

type Rows = readonly (readonly Judged[])[];

const headingOf = (space: string) => `In the ${space.replace(/layer (\S+)/, 'layer `$1`')}:`;

function recoveredTable(methods: Rows): string {
  return markdownTable(
    ['method', 'codes', 'best-match \\|r\\|', 'disentanglement', 'completeness', 'informativeness', 'MIG'],
    methods.map((seeds) => [
      seeds[0]!.method,
      String(seeds[0]!.codes),
      `${average(seeds, 'bestMatch')} (${range(seeds.map(({ bestMatch }) => bestMatch))})`,
      average(seeds, 'disentanglement'),
      average(seeds, 'completeness'),
      average(seeds, 'informativeness'),
      average(seeds, 'mutualInformationGap'),
    ]),
  );
}

function propertiesTable(methods: Rows, stability: readonly (readonly Stability[])[]): string {
  const stabilityOf = (row: Row) => stability.find(([first]) => keyOf(first!) === keyOf(row)) ?? [];
  return markdownTable(
    [
      'method',
      'codes',
      'explained variance',
      'same in other seeds',
      'same in the other half',
      'mass / area',
      'first by importance',
    ],
    methods.map((seeds) => [
      seeds[0]!.method,
      String(seeds[0]!.codes),
      average(seeds, 'explainedVariance'),
      average(stabilityOf(seeds[0]!), 'seeds'),
      average(stabilityOf(seeds[0]!), 'halves'),
      average(seeds, 'massOverArea', 1),
      average(seeds, 'namedByImportance', 1),
    ]),
  );
}

function attributesTable(methods: Rows): string {
  const names = Object.keys(methods[0]![0]!.matches);
  return markdownTable(
    ['method', 'codes', ...names],
    methods.map((seeds) => [
      seeds[0]!.method,
      String(seeds[0]!.codes),
      ...names.map((name) => figure(mean(seeds.map(({ matches }) => matches[name]!)))),
    ]),
  );
}

/** The mean over the seeds; nothing if a number does not apply, which JSON writes as null. */
function average<Result>(seeds: readonly Result[], key: keyof Result, digits = 2): string {
  const values = seeds.map((row) => row[key] as number | null);
  return values.length === 0 || values.includes(null) ? '' : figure(mean(values as number[]), digits);
}

function range(values: readonly number[]): string {
  return `${figure(Math.min(...values))} to ${figure(Math.max(...values))}`;
}
