import type { GlobalPooling, Pooling, VolumePooling } from '@csm/core/extend';
import type { Emitter } from '../../emitter.js';
import { padsOf, reachesOf } from '../../kernels/windows.js';
import type { Value } from '../../value.js';
import { ofOneInput } from '../of-one-input.js';
import { channelsFirst, sidesOf } from './channels-first.js';

/** Written as MaxPool, AveragePool, GlobalMaxPool or GlobalAveragePool. */
export const pooling = ofOneInput<Pooling | VolumePooling | GlobalPooling>((emitter, operation, x) =>
  operation.global ? globally(emitter, operation, x) : overWindows(emitter, operation, x),
);

function globally(emitter: Emitter, { kind }: GlobalPooling, x: Value): Value | undefined {
  const rank = x.shape.length;
  // ONNX Runtime pools over three axes at most.
  if (rank < 3 || rank > 5) return undefined;
  const [samples = 1, channels = 1] = [x.shape[0], x.shape.at(-1)];
  const order = channelsFirst(rank);
  const shape = x.shape.map((length, axis) => (axis === 0 || axis === rank - 1 ? length : 1));
  const op = kind === 'maxPool' ? 'GlobalMaxPool' : 'GlobalAveragePool';
  const pooled = emitter.add(op, [emitter.ordered(x, order)], { type: x.type, shape, order });
  return emitter.add('Flatten', [pooled], { type: x.type, shape: [samples, channels] }, { axis: 1 });
}

/** @returns undefined for windows that the operators do not support. */
function overWindows(emitter: Emitter, operation: Pooling | VolumePooling, x: Value): Value | undefined {
  const { kind, includePadding = false } = operation;
  const rank = x.shape.length;
  const places = rank - 2;
  if (operation.volume ? places !== 3 : places > 2) return undefined;
  const taken = <T>(list: readonly T[]): T[] => list.slice(0, places);
  const [sizes, strides] = [taken(operation.size), taken(operation.strides)];
  const dilations = taken(operation.dilations ?? sizes.map(() => 1));
  const beyond = taken(operation.beyond ?? sizes.map(() => 0));
  const lengths = x.shape.slice(1, -1);
  const reaches = reachesOf(sizes, dilations);
  const sides = taken(sidesOf(operation.padding, lengths, reaches, strides));
  const isDilated = dilations.some((distance) => distance > 1);
  const isWide = sides.some((cells, axis) => cells.some((count) => count >= (sizes[axis] ?? 1)));
  // AveragePool has dilations only from opset 19 on.
  if (isWide || (isDilated && kind === 'averagePool')) return undefined;
  const counts = (isCeiled: boolean): number[] =>
    lengths.map((length, axis) => {
      const [before, after] = sides[axis] ?? [0, 0];
      const stride = strides[axis] ?? 1;
      const whole = (length + before + after - (reaches[axis] ?? 1)) / stride;
      if (!isCeiled) return Math.floor(whole) + 1;
      // A window that begins after the image is left out.
      const count = Math.ceil(whole) + 1;
      return (count - 1) * stride >= length + before ? count - 1 : count;
    });
  const wanted = lengths.map((length, axis) => {
    const [before, after] = sides[axis] ?? [0, 0];
    const whole = length + before + after + (beyond[axis] ?? 0) - (reaches[axis] ?? 1);
    return Math.floor(whole / (strides[axis] ?? 1)) + 1;
  });
  const isCeiled = `${wanted}` !== `${counts(false)}`;
  if (isCeiled && `${wanted}` !== `${counts(true)}`) return undefined;
  const order = channelsFirst(rank);
  return emitter.add(
    kind === 'maxPool' ? 'MaxPool' : 'AveragePool',
    [emitter.ordered(x, order)],
    { type: x.type, shape: [x.shape[0] ?? 1, ...wanted, x.shape.at(-1) ?? 1], order },
    {
      kernel_shape: sizes,
      strides,
      ...(isDilated && { dilations }),
      pads: padsOf(sides),
      ...(isCeiled && { ceil_mode: 1 }),
      ...(kind === 'averagePool' && { count_include_pad: includePadding ? 1 : 0 }),
    },
  );
}
