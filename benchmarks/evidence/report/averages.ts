import { average } from '../../../support/average.js';
import { markdownTable } from '../../markdown-table.js';
import type { GroundResult } from '../measures/ground-result.js';
import { casesOf, methodNames } from '../measures/summary.js';
import { type GroundName, groundNames } from '../settings.js';
import { figure } from './replace-section.js';

/** AUC of averages over the genes of a concept, for pictures without a concept and for maps, sorted by the mean over grounds. */
export function averagesTable(results: readonly GroundResult[]): string {
  const grounds = groundNames.filter((name) =>
    results.some(({ ground, tissue }) => ground === name && tissue),
  );
  const rows = averages(results).map(({ name, raw, cells }) => [
    raw ? `*${name}*` : name,
    ...cells.flatMap(({ single, mean, permuted }) => [
      figure(single, 3),
      figure(mean, 3),
      figure(permuted, 3),
    ]),
    figure(average(cells.map(({ mean }) => mean)), 3),
  ]);
  const head = grounds.flatMap((ground) => [`${ground}: one gene`, 'average', 'average, permuted']);
  return markdownTable(['picture', ...head, 'average, mean of grounds'], rows);
}

export interface AverageRow {
  readonly name: string;
  readonly raw: boolean;
  readonly cells: readonly { single: number; mean: number; permuted: number; bySeed: readonly number[] }[];
}

export function averages(results: readonly GroundResult[]): AverageRow[] {
  const grounds = groundNames
    .map((name) => results.filter(({ ground, tissue }) => ground === name && tissue))
    .filter((list) => list.length > 0);
  const rawNames = [...new Set(results.flatMap(({ raw }) => raw.map(({ name }) => name)))];
  const raw = rawNames.map((name) => ({
    name,
    raw: true,
    cells: grounds.map((own) => {
      const found = own.map((one) => one.raw.filter((row) => row.name === name));
      const all = found.flat();
      return {
        single: average(all.map(({ auc }) => auc)),
        mean: average(all.map(({ averageAuc }) => averageAuc)),
        permuted: average(all.flatMap(({ permuted }) => permuted)),
        bySeed: found.map((rows) => average(rows.map(({ averageAuc }) => averageAuc))),
      };
    }),
  }));
  const maps = methodNames(grounds.flat()).map((name) => ({
    name,
    raw: false,
    cells: grounds.map((own) => {
      const found = own.map((one) => casesOf(one, name) ?? []);
      const all = found.flat();
      return {
        single: average(all.map(({ auc }) => auc.concept)),
        mean: average(all.map(({ averageAuc }) => averageAuc!.concept)),
        permuted: average(all.flatMap(({ averageAuc }) => averageAuc!.permuted)),
        bySeed: found.map((cases) => average(cases.map(({ averageAuc }) => averageAuc!.concept))),
      };
    }),
  }));
  const score = ({ cells }: AverageRow) => average(cells.map(({ mean }) => mean));
  return [...raw, ...maps].sort((a, b) => score(b) - score(a));
}

/** AUC of averages over the genes of each concept of one ground, for pictures without a concept and for the given methods. */
export function averagesByConcept(
  results: readonly GroundResult[],
  ground: GroundName,
  methods: readonly string[],
): string {
  const own = results.filter((one) => one.ground === ground);
  const concepts = own[0]!.methods[0]!.cases.map(({ concept }) => concept);
  const rawNames = [...new Set(own.flatMap(({ raw }) => raw.map(({ name }) => name)))];
  const cells = (of: (concept: string) => readonly number[]) => {
    const values = concepts.map((concept) => average(of(concept)));
    return [...values, average(values)].map((value) => figure(value, 3));
  };
  const rows = [
    ...rawNames.map((what) => [
      `*${what}*`,
      ...cells((concept) =>
        own.flatMap(({ raw }) =>
          raw.filter((row) => row.name === what && row.concept === concept).map((row) => row.averageAuc),
        ),
      ),
    ]),
    ...methods.map((method) => [
      method,
      ...cells((concept) =>
        own.flatMap((one) =>
          (casesOf(one, method) ?? [])
            .filter((found) => found.concept === concept)
            .map((found) => found.averageAuc!.concept),
        ),
      ),
    ]),
  ];
  return markdownTable(['average over the genes', ...concepts, 'mean'], rows);
}
