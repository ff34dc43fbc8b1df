import type { OnnxNode } from '../model/onnx-model.js';
import type { GraphBuilder } from './graph-builder.js';
import type { ReadAs } from './inputs/input-value.js';
import { arranged } from './layout/arranged.js';
import { SAMPLES } from './layout/samples-axis.js';
import { nodeReading } from './node-reading.js';
import { isConstant, type Operand } from './value.js';

/** How the batch axis of a tensor is recognised. */
interface Batch {
  readonly batchAxis: number | undefined;
  readonly as: ReadAs;
  readonly samples: number;
  /** Is given the node of the whole batch, `[samples, batch, ...shape]`, of a model that repeats one sample. */
  readonly onWhole?: (id: number) => void;
}

/**
 * The node whose tensor is `[samples, ...the tensor's axes in ONNX's order]`, without the batch axis. In a model of one sample the batch
 * axis is the one at the place where the input has it, or the first, if its length is 1.
 */
export function oneSampleInOrder(
  builder: GraphBuilder,
  { name, operand }: { name: string; operand: Operand },
  { batchAxis = 0, as, samples, onWhole }: Batch,
): number {
  const node: OnnxNode = {
    name,
    op: 'output',
    domain: '',
    inputs: [],
    outputs: [name],
    attributes: new Map(),
  };
  const at = nodeReading(builder, {
    node,
    opset: 0,
    operands: [],
    readers: [],
    ...(as === 'batch' && { samples }),
  });
  const value = isConstant(operand) ? at.constantValue(operand) : operand;
  const axes = value.shape.map((_, axis) => axis);
  if (as === 'batch') {
    return arranged(
      at,
      value,
      axes.filter((axis) => `${value.axes[axis]}` !== `${[SAMPLES]}`),
    ).id;
  }
  if (as === 'run') return arranged(at, value, axes).id;
  const length = as === 'one sample' ? 1 : samples;
  const batch = [batchAxis, 0].find((axis) => value.shape[axis] === length);
  const others = axes.filter((axis) => axis !== batch);
  if (as === 'one sample' || batch === undefined) return arranged(at, value, others).id;
  const whole = arranged(at, value, [batch, ...others]);
  onWhole?.(whole.id);
  const outputShape = others.map((axis) => value.shape[axis] ?? 1);
  const first = builder.add(
    `${name}/first`,
    { kind: 'cropping', margins: [[0, 0], [0, samples - 1], ...others.map((): [number, number] => [0, 0])] },
    [whole.id],
    [1, ...outputShape],
  );
  return builder.add(`${name}/sample`, { kind: 'reshape', shape: outputShape }, [first], outputShape);
}
