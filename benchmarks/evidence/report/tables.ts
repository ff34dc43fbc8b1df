import { csvFormat } from 'd3-dsv';
import { average } from '../../../support/average.js';
import { markdownTable } from '../../markdown-table.js';
import type { GroundResult } from '../measures/ground-result.js';
import type { CaseResult } from '../measures/measure.js';
import {
  beats,
  beyondBySeed,
  casesOf,
  liesBetter,
  methodNames,
  primaryOf,
  reference,
} from '../measures/summary.js';
import type { Ranked } from '../methods/choose.js';
import { type GroundName, groundNames, settings } from '../settings.js';
import { figure } from './replace-section.js';

/** One row per method: the primary measure minus that of permuted labels and minus that of isotropic directions, on each ground. */
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
  return markdownTable(['method', ...grounds, `beats ${reference}`, 'own number higher'], rows);
}

/** All measures on one ground, as means over concepts and report seeds; the decisive difference is also given for each seed. */
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
    'mass / area, without concept',
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

/**
 * The variants of each family that has several, with the primary measure minus that of permuted labels on the
 * choice seeds.
 */
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

/** All numbers, one line per ground, seed, method and concept. */
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
