import { size } from '@csm/base';
import { axisOf, replaced } from '../../axes.js';
import { arranged, hasChannelsLast, hasSamples, leaderOf, nodeAxis } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';
import { axesInOrder } from '../one-axis-each.js';

/** Concat: in the layout of an input with channels last, else of the largest input. Empty inputs are left out. */
export const concat: OperatorReader = (at) => {
  const all = at.node.inputs.map((_, i) => at.operand(i) ?? at.value(i));
  const axis = axisOf(at, at.number('axis', 1), all[0]?.shape.length ?? 0);
  const filled = all.flatMap(({ shape }, i) => (size(shape) === 0 ? [] : [at.value(i)]));
  const [first, ...others] = filled;
  if (first === undefined) return all[0] ?? at.value(0);
  for (const { shape } of others) {
    const same = replaced(shape, axis, 0);
    if (`${same}` !== `${replaced(first.shape, axis, 0)}`) {
      throw at.refuse(
        `expected shapes that differ in axis ${axis} only; got [${first.shape}] and [${shape}].`,
      );
    }
  }
  if (others.length === 0) return first;
  if (filled.some((value) => hasSamples(value, axis))) throw at.mixesSamples();
  const leader = filled.find(hasChannelsLast) ?? leaderOf(filled);
  const order = axesInOrder(leader, [axis]);
  const laid = filled.map((value) => arranged(at, value, order));
  const layout = laid[filled.indexOf(leader)] ?? first;
  if (laid.some(({ axes }) => JSON.stringify(axes) !== JSON.stringify(layout.axes))) throw at.mixesSamples();
  const own = nodeAxis(at, layout, axis);
  const length = filled.reduce((sum, { shape }) => sum + (shape[axis] ?? 1), 0);
  return at.add({ kind: 'concatenate', axis: own }, laid, {
    outputShape: replaced(at.outputShape(layout), own - 1, length),
    shape: replaced(layout.shape, axis, length),
    axes: layout.axes,
    type: first.type,
  });
};
