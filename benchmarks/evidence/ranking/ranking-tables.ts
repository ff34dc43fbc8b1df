import { spearman } from '@csm/evaluate';
import { markdownTable } from '../../markdown-table.js';
import { knownMean } from '../hard-tables/mean-and-range.js';
import { figure } from '../report/replace-section.js';
import { measures } from './measures.js';
import { pairedComparisons } from './paired-comparisons.js';
import { keyOf, type RankingRow } from './ranking-rows.js';
import { ranking } from './settings.js';

const settings =
  'Means over all encoded concepts that cover less than half of the input, and over the seeds; in brackets the same for the map of a random ' +
  `vector that is orthogonal to the concept and as long. ${ranking.inputs} inputs per concept. Masses and AUC by the magnitudes of all ` +
  `channels. E from ${ranking.evidenceDonors} donors. Deletion: share of the score that is lost when the first ${ranking.deleted} features of ` +
  `the map (of 64 patches or 80 numbers) become those of ${ranking.deletionDonors} donors; 1 if all of the input becomes theirs. E, the ` +
  'deletion and the methods have donors of their own.';

/** One table for pictures and one for tables, ordered by the masks; below, how alike the rankings are. */
export function rankingTables(all: readonly RankingRow[]): string {
  const titles = { pictures: 'Pictures: scenes, both VAEs', tables: 'Tables: latents of 8, 32 and 128' };
  const tables = (['pictures', 'tables'] as const)
    .filter((kind) => all.some((row) => row.kind === kind))
    .map((kind) => {
      const rows = all.filter((row) => row.kind === kind);
      const cases = new Set(rows.map(keyOf)).size;
      return [
        `### ${titles[kind]} (${cases} cases)`,
        methodTable(rows),
        agreements(rows),
        'Cases in which the first method has the larger number',
        pairedComparisons(rows),
      ].join('\n\n');
    });
  return [settings, ...tables].join('\n\n');
}

/** The ranking of all methods says little of the good ones: the bad ones are bad by all measures. */
const BEST = 12;

/** The methods with their means, ordered by mass / area. */
export function methodTable(rows: readonly RankingRow[]): string {
  return markdownTable(
    ['method', ...measures.map(([, title]) => title), 'r with E, range over seeds'],
    byMass(rows).map((method) => {
      const own = rows.filter((row) => row.method === method);
      return [
        method,
        ...measures.map(([name, , digits]) => {
          const [concept, random] = (['own', 'random'] as const).map((vector) =>
            figure(knownMean(own.map((row) => row[vector][name])), digits),
          );
          return `${concept} (${random})`;
        }),
        rangeOverSeeds(own),
      ];
    }),
  );
}

/** The methods, by descending mean of mass / area. */
function byMass(rows: readonly RankingRow[]): string[] {
  const mass = (method: string) =>
    knownMean(rows.filter((row) => row.method === method).map((row) => row.own.massOverArea));
  return methodsOf(rows).sort((a, b) => mass(b) - mass(a));
}

function rangeOverSeeds(rows: readonly RankingRow[]): string {
  const means = [...new Set(rows.map(({ seed }) => seed))].map((seed) =>
    knownMean(rows.filter((row) => row.seed === seed).map((row) => row.own.evidence)),
  );
  return `${figure(Math.min(...means))}–${figure(Math.max(...means))}`;
}

/** Spearman's correlation between rankings of the methods, by their means. */
function agreements(rows: readonly RankingRow[]): string {
  const pairs = [
    ['massOverArea', 'evidence'],
    ['massOverArea', 'deletion'],
    ['auc', 'evidence'],
    ['evidence', 'deletion'],
  ] as const;
  const titles = Object.fromEntries(measures.map(([name, title]) => [name, title]));
  const grounds = [...new Set(rows.map(({ ground }) => ground))];
  /** Of the means over cases. */
  const ofMeans = (own: readonly RankingRow[]) =>
    pairs.map((pair) => {
      const [a, b] = pair.map((name) =>
        methodsOf(own).map((method) =>
          knownMean(own.filter((row) => row.method === method).map((row) => row.own[name])),
        ),
      );
      return spearman(a ?? [], b ?? []);
    });
  const best = byMass(rows).slice(0, BEST);
  const perCase = [...new Set(rows.map(keyOf))].map((key) =>
    ofMeans(rows.filter((row) => keyOf(row) === key)),
  );
  const line = (title: string, values: readonly number[]) => [title, ...values.map((value) => figure(value))];
  return [
    'Rank correlation of the methods by',
    markdownTable(
      ['', ...pairs.map(([a, b]) => `${titles[a]}, ${titles[b]}`)],
      [
        line('all', ofMeans(rows)),
        line(`the ${BEST} best by mass / area`, ofMeans(rows.filter(({ method }) => best.includes(method)))),
        ...grounds.map((ground) => line(ground, ofMeans(rows.filter((row) => row.ground === ground)))),
        line(
          'single cases, mean',
          pairs.map((_, k) => knownMean(perCase.map((values) => values[k] ?? Number.NaN))),
        ),
      ],
    ),
  ].join('\n\n');
}

const methodsOf = (rows: readonly RankingRow[]) => [...new Set(rows.map(({ method }) => method))];
