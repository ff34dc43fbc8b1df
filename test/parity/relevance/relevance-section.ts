import { markdownTable } from '../../../benchmarks/markdown-table.js';
import { call, cell, percent, scientific, shareOf } from '../cells.js';
import type { RelevanceDeviation, RelevanceEngine } from './measure-relevance.js';
import { RELEVANCE_METHODS } from './relevance-methods.js';

/** The heading of the section, by which `npm run parity -- --only relevance` finds it in the page. */
export const RELEVANCE_HEADING = '## LRP, attention, hidden layers and groups of features';

/** The section of `docs/parity.md` about the records of `../shared/oracles/relevance`. */
export function relevanceSection(
  measured: ReadonlyMap<RelevanceEngine, readonly RelevanceDeviation[]>,
): string {
  const engines = [...measured.keys()];
  const all = [...measured.values()].flat();
  const rows = RELEVANCE_METHODS.map((method) => {
    const own = engines.map((engine) => measured.get(engine)?.filter((each) => each.method === method) ?? []);
    const records = Math.max(...own.map(({ length }) => length));
    return [call(method.method, method.options), method.source, `${records}`, ...own.map(cell)];
  });
  const nearest = engines
    .flatMap((engine) => (measured.get(engine) ?? []).map((each) => ({ engine, each })))
    .sort((a, b) => shareOf(b.each) - shareOf(a.each))
    .slice(0, 8)
    .map(({ engine, each }) => [
      `${each.network} ${each.key}`,
      engine,
      scientific(each.deviation),
      scientific(each.bound),
      percent(shareOf(each)),
    ]);
  return [
    RELEVANCE_HEADING,
    `${new Set(all.map(({ network, method: { file }, key }) => `${file} ${network} ${key}`)).size} records of the same networks and of six models that ` +
      'PyTorch exported to ONNX, computed in float64 by zennit 0.5.1, zennit-crp, Captum 0.8.0 and LXT, each confirmed by a second program. ' +
      'A record is one map of one network with one set of options. Bounds and cells as above. “–”: not measured there, because methods of hidden ' +
      'layers run their backward passes in TensorFlow.js, and methods of groups of features (patches, sets of genes) need only scores. Not measured at all, ' +
      'because it takes minutes: groups in the two largest networks, and the integral of 1,000 steps in networks of pictures.',
    markdownTable(['our call', 'source of the numbers', 'records', ...engines], rows),
    'The records closest to their bound. Where ε = 1e-6 meets an output near zero, float32 itself is off by up to 2e-2 of the largest value, also in the ' +
      'sources’ own programs; the bounds of these records are as wide.',
    markdownTable(['record', 'engine', 'deviation', 'bound', 'share'], nearest),
  ].join('\n\n');
}
