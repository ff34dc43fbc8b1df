import { csvFormat } from 'd3-dsv';
import { average } from '../../examples/support/average.js';
import type { Ranked } from './choose.js';
import { figure, markdownTable } from './markdown.js';
import type { CaseResult } from './measure.js';
import type { GroundResult } from './run.js';
import { type GroundName, groundNames, settings } from './settings.js';
import { beats, beyondBySeed, casesOf, liesBetter, primaryOf, reference } from './summary.js';

/** Names of the methods that a ground's results have, in their order. */
export function methodNames(results: readonly GroundResult[]): string[] {
  return [...new Set(results.flatMap(({ methods }) => methods.map(({ name }) => name)))];
}

/** A row a method: the primary measure beyond permuted labels and beyond isotropic directions, on each ground. */
export function summaryTable(results: readonly GroundResult[]): string {
  const grounds = groundNames.filter((name) => results.some(({ ground }) => ground === name));
  const rows = methodNames(results).map((method) => {
    const cells = grounds.map((ground) => {
      const [permuted, isotropic] = (['permuted', 'isotropic'] as const).map((by) =>
        average(beyondBySeed(results, ground, method, by)),
      );
      const digits = digitsOf(ground);
      const cell = `${figure(permuted!, digits)} / ${figure(isotropic!, digits)}`;
      return beats(results, ground, method) ? `**${cell}**` : cell;
    });
    const won = grounds.filter((ground) => beats(results, ground, method)).length;
    const better = grounds.filter((ground) => liesBetter(results, ground, method)).length;
    const counts = [won, better].map((count) => `${count} of ${grounds.length}`);
    return [method, ...cells, ...(method === reference ? ['', ''] : counts)];
  });
  return markdownTable(['method', ...grounds, `beats ${reference}`, 'lies better by itself'], rows);
}

/** Everything that was measured on one ground; means over concepts and report seeds, seeds apart where they matter. */
export function groundTable(results: readonly GroundResult[], ground: GroundName): string {
  const own = results.filter((one) => one.ground === ground);
  const tissue = own.some((one) => one.tissue);
  const rows = methodNames(own).map((method) => {
    const cases = own.flatMap((one) => casesOf(one, method) ?? []);
    const mean = (of: (found: CaseResult) => number) => average(cases.map(of));
    const nulls = (name: 'auc' | 'mass', digits: number) =>
      [
        mean((found) => found[name].concept),
        mean((found) => average(found[name].permuted)),
        mean((found) => average(found[name].isotropic)),
      ].map((value) => figure(value, digits));
    const bySeed = beyondBySeed(results, ground, method, 'permuted');
    return [
      method,
      nulls(tissue ? 'auc' : 'mass', digitsOf(ground)).join(' / '),
      bySeed.map((value) => figure(value, digitsOf(ground))).join(', '),
      nulls(tissue ? 'mass' : 'auc', tissue ? 1 : 2).join(' / '),
      `${percent(mean(({ positive }) => positive.with))} / ${percent(mean(({ positive }) => positive.without))}`,
      figure(
        mean(({ massWithout }) => massWithout),
        1,
      ),
      gateCell(cases),
      figure(
        mean(({ untrained, auc, mass }) =>
          untrained ? untrained[tissue ? 'auc' : 'mass'] : (tissue ? auc : mass).concept,
        ),
        digitsOf(ground),
      ),
      figure(
        mean((found) => found.checkerboard),
        2,
      ),
    ];
  });
  const [first, second] = tissue ? ['AUC', 'mass / area'] : ['mass / area', 'AUC'];
  const head = [
    'method',
    `${first}: concept / permuted / isotropic`,
    'concept − permuted, by seed',
    `${second}: concept / permuted / isotropic`,
    'positive in mask: with / without',
    'mass / area without',
    'gate: r², passed',
    `untrained: ${first}`,
    'checkerboard',
  ];
  return markdownTable(head, rows);
}

function gateCell(cases: readonly CaseResult[]): string {
  const r2 = cases.map(({ explainedByRandom }) => explainedByRandom.permuted ?? Number.NaN);
  const known = r2.filter((value) => !Number.isNaN(value));
  const passed = r2.filter((value) => value <= settings.gateThreshold).length;
  return `${figure(average(known))}, ${passed} of ${cases.length}`;
}

/** AUC of averages over the genes of a concept: pictures without a concept, then maps. By the mean over grounds. */
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
  return markdownTable(['what', ...head, 'average, mean of grounds'], rows);
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

/** The variants of each family that has several, with the primary measure beyond permuted labels on choice seeds. */
export function choiceTable(families: ReadonlyMap<string, readonly Ranked[]>): string {
  const several = [...families.values()].filter((variants) => variants.length > 1);
  const grounds = groundNames.filter((name) => several[0]?.[0]?.beyond[name] !== undefined);
  const rows = several.flatMap((variants) =>
    variants.map(({ method, beyond, meanRank }, i) => [
      i === 0 ? `**${method.name}**` : method.name,
      ...grounds.map((ground) => figure(beyond[ground]!, digitsOf(ground))),
      figure(meanRank),
    ]),
  );
  return markdownTable(['variant', ...grounds, 'mean rank'], rows);
}

/** Every number, a line a ground, seed, method and concept. */
export function allResults(results: readonly GroundResult[]): string {
  const rows = results.flatMap(({ ground, seed, methods }) =>
    methods.flatMap(({ name, kind, cases }) =>
      cases.map((found) => ({
        ground,
        seed,
        method: name,
        kind,
        concept: found.concept,
        inputs: found.inputs,
        primary: primaryOf(found).concept,
        mass: found.mass.concept,
        massIsotropic: average(found.mass.isotropic),
        massPermuted: average(found.mass.permuted),
        auc: found.auc.concept,
        aucIsotropic: average(found.auc.isotropic),
        aucPermuted: average(found.auc.permuted),
        averageAuc: found.averageAuc?.concept ?? '',
        positiveWith: found.positive.with,
        positiveWithout: found.positive.without,
        massWithout: found.massWithout,
        explainedByIsotropic: found.explainedByRandom.isotropic ?? '',
        explainedByPermuted: found.explainedByRandom.permuted ?? '',
        untrainedMass: found.untrained?.mass ?? '',
        untrainedAuc: found.untrained?.auc ?? '',
        checkerboard: found.checkerboard,
      })),
    ),
  );
  return `${csvFormat(rows)}\n`;
}

const digitsOf = (ground: GroundName) => (ground === 'drawn-faces' || ground === 'cmu-faces' ? 2 : 3);
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
