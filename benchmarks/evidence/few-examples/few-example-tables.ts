import { markdownTable } from '../../markdown-table.js';
import { knownMean } from '../hard-tables/mean-and-range.js';
import { figure } from '../report/replace-section.js';
import { type FewExampleRow, fewExamples } from './few-example-rows.js';

/** A map whose halves correlate less than this is not to be shown. */
const AGREE = 0.5;
const SIGNIFICANT = 0.05;

const settings =
  'Scenes. Each half has half of the examples. Correlation over all numbers of the maps of the two halves, mean over ' +
  `${fewExamples.inputs} inputs: mean (lowest) over concepts and seeds; after the semicolon, of the cases with p ≤ .05 those whose maps ` +
  'correlate below .5. p by `conceptSignificance` of all examples.';

/** For each number of examples, how alike the maps of two halves are; means and the lowest of all cases. */
export function fewExampleTables(rows: readonly FewExampleRow[]): string {
  const groups = [
    ['Encoded concepts', rows.filter(({ encoded }) => encoded === 'encoded')],
    ['Concepts that are not encoded', rows.filter(({ encoded }) => encoded === 'not encoded')],
  ] as const;
  const tables = groups
    .filter(([, own]) => own.length > 0)
    .map(([title, own]) => `### ${title}\n\n${table(own)}`)
    .concat(
      `### By concept, 40 examples per side\n\n${byConcept(rows.filter((row) => row.examples === 40))}`,
    );
  return [settings, ...tables].join('\n\n');
}

function table(rows: readonly FewExampleRow[]): string {
  const counts = [...new Set(rows.map(({ examples }) => examples))];
  const methods = Object.keys(rows[0]?.maps ?? {});
  return markdownTable(
    ['examples per side', 'cases', 'p ≤ .05', 'cosine', ...methods],
    counts.map((examples) => {
      const own = rows.filter((row) => row.examples === examples);
      const significant = own.filter(({ p }) => p <= SIGNIFICANT);
      return [
        String(examples),
        String(own.length),
        percent(significant.length / own.length),
        meanAndLowest(own.map(({ cosine }) => cosine)),
        ...methods.map((method) => {
          const of = (some: readonly FewExampleRow[]) => some.map((row) => row.maps[method] ?? Number.NaN);
          const unlike = of(significant).filter((r) => r < AGREE).length;
          return `${meanAndLowest(of(own))}; ${unlike} of ${significant.length}`;
        }),
      ];
    }),
  );
}

function byConcept(rows: readonly FewExampleRow[]): string {
  const methods = Object.keys(rows[0]?.maps ?? {});
  const concepts = [...new Set(rows.map(({ concept }) => concept))];
  return markdownTable(
    ['concept', 'largest p', 'cosine', ...methods],
    concepts.map((concept) => {
      const own = rows.filter((row) => row.concept === concept);
      return [
        concept,
        figure(Math.max(...own.map(({ p }) => p)), 3),
        meanAndLowest(own.map(({ cosine }) => cosine)),
        ...methods.map((method) => meanAndLowest(own.map((row) => row.maps[method] ?? Number.NaN))),
      ];
    }),
  );
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const meanAndLowest = (values: readonly number[]) =>
  `${figure(knownMean(values))} (${figure(Math.min(...values.filter(Number.isFinite)))})`;
