import { mean } from '@csm/base';
import { markdownTable } from '../../markdown-table.js';
import type { SimulationResult } from '../simulation-table.js';

/** The test that every method is compared with. */
const TEST = 'Wilcoxon';

type Measure = 'averagePrecision' | 'earlyPrecision' | 'programShare' | 'batchShare';

/** The numbers of each method in a scenario, in the order of the seeds. */
interface Scenario {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly methods: readonly string[];
  readonly of: (method: string, measure: Measure) => readonly number[];
}

/** Average precision: one row per method, one column per scenario; mean and range over the seeds. */
export function precisionTable(results: readonly SimulationResult[]): string {
  return tableOf(results, (scenario, method) => {
    const own = scenario.of(method, 'averagePrecision');
    const [low, high] = [Math.min(...own), Math.max(...own)];
    const sign = { better: ' ↑', worse: ' ↓', neither: '' }[comparedWithTest(scenario, method)];
    return `${share(mean(own))} (${share(low)}–${share(high)})${sign}`;
  });
}

/** What the first k genes are, with k the number of drivers: shares of drivers, program genes and batch genes; means over the seeds. */
export function firstGenesTable(results: readonly SimulationResult[]): string {
  return tableOf(results, (scenario, method) =>
    (['earlyPrecision', 'programShare', 'batchShare'] as const)
      .map((measure) => share(mean(scenario.of(method, measure))))
      .join(' / '),
  );
}

/** One line per scenario: which methods are better than the test for each seed, which are neither, and how many are worse. */
export function comparisonWithTest(results: readonly SimulationResult[]): string {
  return scenariosOf(results)
    .map((scenario) => {
      const others = scenario.methods.filter((method) => method !== TEST && method !== 'random');
      const those = (kind: string) => others.filter((method) => comparedWithTest(scenario, method) === kind);
      const named = (kind: string) => those(kind).join('; ') || 'none';
      return (
        `- **${scenario.name}**: better than ${TEST} for each seed: ${named('better')}. Neither better nor worse for each seed: ` +
        `${named('neither')}. Worse for each seed: ${those('worse').length} of ${others.length} methods.`
      );
    })
    .join('\n');
}

/** Better or worse only if it is so for each seed: the rule of the protocol. */
function comparedWithTest({ of }: Scenario, method: string): 'better' | 'worse' | 'neither' {
  const [own, test] = [of(method, 'averagePrecision'), of(TEST, 'averagePrecision')];
  if (own.every((value, seed) => value > test[seed]!)) return 'better';
  return own.every((value, seed) => value < test[seed]!) ? 'worse' : 'neither';
}

function tableOf(
  results: readonly SimulationResult[],
  cell: (scenario: Scenario, method: string) => string,
): string {
  const scenarios = scenariosOf(results);
  const methods = scenarios[0]?.methods ?? [];
  const rows = methods.map((method) => [method, ...scenarios.map((scenario) => cell(scenario, method))]);
  return markdownTable(['method', ...scenarios.map(({ name }) => name)], rows);
}

function scenariosOf(results: readonly SimulationResult[]): Scenario[] {
  return [...new Set(results.map(({ scenario }) => scenario))].map((name) => {
    const runs = results
      .filter(({ scenario }) => scenario === name)
      .toSorted((one, other) => one.seed - other.seed);
    return {
      name,
      seeds: runs.map(({ seed }) => seed),
      methods: runs[0]?.methods.map(({ method }) => method) ?? [],
      of: (method, measure) =>
        runs.map((run) => run.methods.find((each) => each.method === method)![measure]),
    };
  });
}

const share = (value: number) => value.toFixed(2).replace(/^0/, '');
