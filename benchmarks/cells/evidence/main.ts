// Writes the tables of docs/evidence-cells.md from the results of simulations.ts and pbmc.ts; the text around them is written by hand.
//   npx tsx benchmarks/cells/evidence/main.ts [--results benchmarks/cells/results] [--page docs/evidence-cells.md]
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeText } from '../../../support/write-text.js';
import { replaceSection } from '../../evidence/report/replace-section.js';
import type { PbmcResult } from '../pbmc-table.js';
import { scenarios, settings } from '../simulation-settings.js';
import type { SimulationResult } from '../simulation-table.js';
import { firstGenesList, groupsTable, markerTable, overlapTable } from './pbmc-summary.js';
import { comparisonWithTest, firstGenesTable, precisionTable } from './simulation-summary.js';

const { values } = parseArgs({
  options: {
    results: { type: 'string', default: 'benchmarks/cells/results' },
    page: { type: 'string', default: 'docs/evidence-cells.md' },
  },
});
const missing: string[] = [];
const files = Object.keys(scenarios).flatMap((scenario) =>
  settings.seeds.map((seed) => `simulation-${scenario}-${seed}.json`),
);
const simulations = await readAll<SimulationResult>(files);
const [pbmc] = await readAll<readonly PbmcResult[]>(['pbmc.json']);
const sections: Record<string, string> = {
  ...(simulations.length > 0 && {
    'simulation precision': precisionTable(simulations),
    'simulation comparison': comparisonWithTest(simulations),
    'simulation first genes': firstGenesTable(simulations),
  }),
  ...(pbmc && {
    'pbmc groups': groupsTable(pbmc),
    'pbmc markers': markerTable(pbmc),
    'pbmc overlap': overlapTable(pbmc),
    'pbmc first genes': firstGenesList(pbmc, [
      'input × gradient, ln(1 + x)',
      'gradient, ln(1 + x)',
      'Wilcoxon',
    ]),
  }),
};
let page = await readFile(values.page, 'utf8');
for (const [name, text] of Object.entries(sections)) page = replaceSection(page, name, text);
await writeText(values.page, page);
console.log(`${values.page}: ${Object.keys(sections).join(', ')}`);
if (missing.length > 0) console.warn(`Not there yet: ${missing.join(', ')}`);

async function readAll<T>(names: readonly string[]): Promise<T[]> {
  const found: T[] = [];
  for (const name of names) {
    const path = `${values.results}/${name}`;
    if (existsSync(path)) found.push(JSON.parse(await readFile(path, 'utf8')) as T);
    else missing.push(name);
  }
  return found;
}
