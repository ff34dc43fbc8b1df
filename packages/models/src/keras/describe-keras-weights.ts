import { invalidArgument, largest, typeName } from '@csm/base';
import type { KerasWeightsReport } from './keras-weights-report.js';

/**
 * The report as text: one line per layer, with its name in the file and the shapes of its weights.
 *
 * @category Models and weights from Keras
 */
export function describeKerasWeights(report: KerasWeightsReport): string {
  if (!Array.isArray((report as Partial<KerasWeightsReport> | null)?.layers)) {
    throw invalidArgument(
      `describeKerasWeights: expected the report of loadKerasWeights; got ${typeName(report)}.`,
    );
  }
  const { layers, layout, kerasVersion, parameters, ignored } = report;
  const layerWidth = largest([0, ...layers.map(({ layer }) => layer.length)]);
  const fromWidth = largest([0, ...layers.map(({ from }) => from.length)]);
  return [
    `${layers.length} layers, ${parameters.toLocaleString('en')} parameters, layout ${layout}` +
      `${kerasVersion ? `, Keras ${kerasVersion}` : ''}`,
    ...layers.map(({ layer, from, by, weights }) => {
      const shapes = weights.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
      return `${layer.padEnd(layerWidth)} ← ${from.padEnd(fromWidth)} by ${by.padEnd(5)} ${shapes}`;
    }),
    ...(ignored.length > 0 ? [`not loaded: ${ignored.join(', ')}`] : []),
  ].join('\n');
}
