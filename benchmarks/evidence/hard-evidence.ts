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

/**
 * Everything that is measured on the hard grounds, as Markdown by the name of its section in docs/evidence.md or its appendix.
 * Thresholds were chosen on the choice seeds.
 */
export async function hardEvidence(run: TableRun): Promise<Record<string, string>> {
  const gate = await gateSections(run);
  const decoders = decoderTable(await decoderWarnings(run));
  const confounded = await confounderRows(run);
  return {
    ...gate,
    decoders,
    confounders: confounderSummary(confounded, 'glasses'),
    'all confounders': confounderTables(confounded),
    ...split('ranking', rankingTables(await rankingRows(run))),
    ...split('few examples', fewExampleTables(await fewExampleRows(run))),
    regions: regionTable(await regionRows(run)),
  };
}

/** What comes before the first heading and the first table, for the page; all other tables, for the appendix. */
function split(name: string, tables: string): Record<string, string> {
  const [first = '', ...others] = tables.split(/\n\n(?=### )/);
  const isIntroduction = !first.startsWith('### ');
  const shown = isIntroduction ? [first, others[0] ?? ''] : [first];
  return {
    [name]: shown.map((part) => part.replace(/^### .*\n\n/, '')).join('\n\n'),
    [`other ${name}`]: others.slice(isIntroduction ? 1 : 0).join('\n\n'),
  };
}

/** Writes the sections into the page or its appendix, whichever has their comments. The rest is written by hand. */
export async function writeEvidence(docs: string, sections: Readonly<Record<string, string>>): Promise<void> {
  const files = [`${docs}/evidence.md`, `${docs}/evidence-appendix.md`];
  const pages = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [name, text] of Object.entries(sections)) {
    const at = pages.findIndex((page) => page.includes(`<!-- begin ${name} -->`));
    pages[Math.max(0, at)] = replaceSection(pages[Math.max(0, at)] ?? '', name, text);
  }
  for (const [i, file] of files.entries()) await writeText(file, pages[i] ?? '');
}
