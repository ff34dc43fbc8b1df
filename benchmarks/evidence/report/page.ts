import { readFile } from 'node:fs/promises';
import { writeText } from '../../../support/write-text.js';
import type { GroundResult } from '../measures/ground-result.js';
import type { Ranked } from '../methods/choose.js';
import { groundNames } from '../settings.js';
import { averages, averagesByConcept, averagesTable } from './averages.js';
import { replaceSection } from './replace-section.js';
import { choiceTable, groundTable, summaryTable } from './tables.js';

/** The results that the page shows. */
export interface PageInput {
  readonly choice: readonly GroundResult[];
  readonly report: readonly GroundResult[];
  readonly ranked: ReadonlyMap<string, readonly Ranked[]>;
}

/** Writes the tables into `evidence-appendix.md`, each between its two comments. The rest of the page is written by hand. */
export async function writePage(docs: string, { choice, report, ranked }: PageInput): Promise<void> {
  const file = `${docs}/evidence-appendix.md`;
  const sections: [string, string][] = [
    ['summary', summaryTable(report)],
    ['averages', averagesTable(report)],
    ['averages of choice', averagesTable(choice)],
    [
      'averages by layer',
      averagesByConcept(
        report,
        'replicate-12',
        averages(report)
          .filter(({ raw }) => !raw)
          .map(({ name }) => name)
          .slice(0, 8),
      ),
    ],
    ['choice', choiceTable(ranked)],
    ...groundNames
      .filter((name) => report.some(({ ground }) => ground === name))
      .map((name): [string, string] => [name, groundTable(report, name)]),
  ];
  let page = await readFile(file, 'utf8');
  for (const [name, text] of sections) page = replaceSection(page, name, text);
  await writeText(file, page);
}
