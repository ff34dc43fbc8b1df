import { readFile } from 'node:fs/promises';
import { writeText } from '../../support/write-text.js';
import { confounderRows } from './confounders/confounder-rows.js';
import { confounderSummary } from './confounders/confounder-summary.js';
import { confounderTables } from './confounders/confounder-tables.js';
import { decoderTable, decoderWarnings } from './decoders/decoder-warnings.js';
import { fewExampleRows } from './few-examples/few-example-rows.js';
import { fewExampleTables } from './few-examples/few-example-tables.js';
import { gateSections } from './gate/gate-sections.js';
import type { TableRun } from './hard-tables/table-run.js';
import { rankingRows } from './ranking/ranking-rows.js';
import { rankingTables } from './ranking/ranking-tables.js';
import { regionRows } from './regions/region-rows.js';
import { regionTable } from './regions/region-table.js';
import { replaceSection } from './report/replace-section.js';
import { transformerSection } from './transformer-section.js';

type Sections = Readonly<Record<string, string>>;

/** What is measured on the hard grounds, each as Markdown by the names of its sections in docs/evidence.md or its appendix. */
const measurements = {
  gate: gateSections,
  decoders: async (run: TableRun) => ({ decoders: decoderTable(await decoderWarnings(run)) }),
  confounders: async (run: TableRun) => {
    const rows = await confounderRows(run);
    return {
      confounders: confounderSummary(rows, 'glasses'),
      'all confounders': confounderTables(rows),
    };
  },
  ranking: async (run: TableRun) => split('ranking', rankingTables(await rankingRows(run))),
  transformer: async (run: TableRun) => ({ transformer: await transformerSection(run) }),
  'few-examples': async (run: TableRun) => split('few examples', fewExampleTables(await fewExampleRows(run))),
  regions: async (run: TableRun) => ({ regions: regionTable(await regionRows(run)) }),
} satisfies Record<string, (run: TableRun) => Promise<Sections>>;

export type Measurement = keyof typeof measurements;
export const measurementNames = Object.keys(measurements) as Measurement[];

/** Makes the sections of some measurements. Thresholds were chosen on the choice seeds. */
export async function hardEvidence(run: TableRun, names: readonly Measurement[]): Promise<Sections> {
  const sections: Sections[] = [];
  for (const name of names) sections.push(await measurements[name](run));
  return Object.assign({}, ...sections);
}

/** What comes before the first heading and the first table, for the page; all other tables, for the appendix. */
function split(name: string, tables: string): Sections {
  const [first = '', ...others] = tables.split(/\n\n(?=### )/);
  const isIntroduction = !first.startsWith('### ');
  const shown = isIntroduction ? [first, others[0] ?? ''] : [first];
  return {
    [name]: shown.map((part) => part.replace(/^### .*\n\n/, '')).join('\n\n'),
    [`other ${name}`]: others.slice(isIntroduction ? 1 : 0).join('\n\n'),
  };
}

/** Writes the sections into the page or its appendix, whichever has their comments. The rest is written by hand. */
export async function writeEvidence(docs: string, sections: Sections): Promise<void> {
  const files = [`${docs}/evidence.md`, `${docs}/evidence-appendix.md`];
  const pages = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [name, text] of Object.entries(sections)) {
    const at = pages.findIndex((page) => page.includes(`<!-- begin ${name} -->`));
    pages[Math.max(0, at)] = replaceSection(pages[Math.max(0, at)] ?? '', name, text);
  }
  for (const [i, file] of files.entries()) await writeText(file, pages[i] ?? '');
}
