import { markdownTable } from '../../benchmarks/markdown-table.js';
import { ORACLE_NAMES, readOracle } from '../oracles.js';
import { call, cell, percent, scientific, shareOf } from './cells.js';
import type { Measured } from './measure.js';
import { ORACLE_METHODS, UNCOVERED } from './oracle-methods.js';
import { PEER_CASES_ELSEWHERE, PEER_CASES_OUT_OF_SCOPE } from './peer-checks.js';
import { countPercentiles } from './percentile-oracle.js';

/**
 * The text of `docs/parity.md`.
 * @param relevance the section about the records of `../shared/oracles/relevance`, if there is one.
 */
export function parityDocument(measured: readonly Measured[], relevance: string | undefined): string {
  const backends = measured.map(({ variant }) => variant);
  const keys = ORACLE_NAMES.flatMap((name) =>
    Object.keys(readOracle(name).attributions).map((key) => ({ name, key })),
  );
  const uncovered = UNCOVERED.map(({ keys: pattern, reason }) => ({
    records: keys.filter(({ key }) => pattern.test(key)),
    reason,
  }));
  const { rows, exact } = countPercentiles();
  return `${[
    INTRODUCTION,
    '## Method by method',
    `${keys.length} records of ${ORACLE_NAMES.length} small networks (${ORACLE_NAMES.join(', ')}), three inputs each, of which ` +
      `${measured[0]!.deviations.length} are covered. Each cell gives the largest deviation of any record, relative to the record's ` +
      'largest magnitude, and in brackets the largest share of its bound that a record uses.',
    markdownTable(['our call', 'source of the numbers', 'records', ...backends], methodRows(measured)),
    KERNELS,
    '## Records closest to their bound',
    markdownTable(['record', 'backend', 'deviation', 'bound', 'share'], nearestRows(measured)),
    LRP,
    ...(relevance === undefined ? [] : [relevance]),
    '## What float32 cannot decide',
    UNDECIDED,
    markdownTable(
      ['record', 'backend', 'deviation from the record', 'deviation with the other sign'],
      undecidedRows(measured),
    ),
    '## Percentile of rectified gradient',
    `${exact} of ${rows} rows are exact: index (in float64 and in float32), threshold and number of passing values.`,
    '## Tests of other libraries',
    'The values that the tests of Captum, DeepExplain, PAIR saliency and iNNvestigate assert, and values derived by hand from a ' +
      'definition. The numbers are largest absolute differences; the tolerance is that of the test, or eight steps of float32 if that is larger.',
    markdownTable(['case', 'our call', ...backends, 'tolerance'], peerRows(measured)),
    `Covered by the tests of other packages: ${Object.entries(PEER_CASES_ELSEWHERE)
      .map(([id, file]) => `\`${id}\` (${file})`)
      .join(', ')}.`,
    '## What is not covered, and why',
    [
      ...uncovered.map(
        ({ records, reason }) =>
          `- ${records.map(({ name, key }) => `\`${name} ${key}\``).join(', ')}: ${reason}.`,
      ),
      ...Object.entries(PEER_CASES_OUT_OF_SCOPE).map(([id, reason]) => `- \`${id}\`: ${reason}.`),
    ].join('\n'),
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# Parity

Written by \`npm run parity\` (about five minutes); do not edit. The tests check every
number below against its bound (\`oracles.test.ts\`, \`percentile.test.ts\` and \`peer-tests.test.ts\` of \`@csm/explainers\`).

The independent numbers come from Captum 0.8.0 on PyTorch, from the rules of the reference implementation (DeepExplain as changed by Kim
et al. 2019), run as published on PyTorch tensors, and from plain autograd with stored random draws. All were computed in float64, confirmed by
a second program that uses only numpy, and stored as float32. The bound of a record is max(1e-5, 5 × the change that float32 makes in the
source's own program), relative to the record's largest magnitude.`;

const KERNELS = `\`@csm/wasm\` accumulates sums in the same order as the stock kernels here, so the two columns are equal to the last digit.`;

const LRP = `Layerwise ε-LRP divides by pre-activations, even by those near zero (ε is 1e-4), and thereby magnifies the rounding of the forward
pass up to ten thousand times. Its forward pass therefore uses sums that are rounded only about once
(\`packages/core/src/graph/accurate-forward.ts\`).`;

const UNDECIDED = `At point 46 of 50 of the path, one pre-activation of \`st-encoder\` (layer relu_2, sample 1, unit [4, 5, 4]) is 3.1e-9 of its
layer's root mean square above zero: a twentieth of float32's resolution, so its sign depends only on rounding.
The tests accept these records with either sign: the record itself, or the record minus the gradient through that one unit at that
one point.`;

function methodRows(measured: readonly Measured[]): string[][] {
  return ORACLE_METHODS.map((method) => {
    const cells = measured.map(({ deviations }) =>
      cell(deviations.filter((deviation) => deviation.method === method)),
    );
    const records = measured[0]!.deviations.filter((deviation) => deviation.method === method).length;
    return [call(method.method, method.options), method.source, `${records}`, ...cells];
  });
}

function nearestRows(measured: readonly Measured[]): string[][] {
  return measured
    .flatMap(({ variant, deviations }) => deviations.map((deviation) => ({ variant, deviation })))
    .sort((a, b) => shareOf(b.deviation) - shareOf(a.deviation))
    .slice(0, 10)
    .map(({ variant, deviation }) => [
      `${deviation.network} ${deviation.key}`,
      variant,
      scientific(deviation.deviation),
      scientific(deviation.bound),
      percent(shareOf(deviation)),
    ]);
}

function undecidedRows(measured: readonly Measured[]): string[][] {
  return measured.flatMap(({ variant, deviations }) =>
    deviations.flatMap(({ network, key, deviation, asItStands }) =>
      asItStands === undefined
        ? []
        : [[`${network} ${key}`, variant, scientific(asItStands), scientific(deviation)]],
    ),
  );
}

function peerRows(measured: readonly Measured[]): string[][] {
  return measured[0]!.peers.map(({ id, ours, tolerance }, i) => [
    id,
    `\`${ours.replaceAll('|', '\\|')}\``,
    ...measured.map(({ peers }) => scientific(peers[i]!.deviation)),
    scientific(tolerance),
  ]);
}
