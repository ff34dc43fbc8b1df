import { ownAxes } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { images, perChannel, unless } from './images.js';

/**
 * Each channel of each sample is normalised over its places. Of channels that a Reshape has cut into groups, each group is normalised:
 * this is how exporters write group normalisation.
 */
export const instanceNormalization: OperatorReader = (at) => {
  const input = at.value(0);
  const epsilon = at.number('epsilon', 1e-5);
  const count = input.shape[1] ?? 1;
  const scale = Array.from(perChannel(at, 1, count, 'a scale').data);
  const bias = Array.from(perChannel(at, 2, count, 'a bias').data);
  const operation = (groups: number, channels: number) => {
    const each = (numbers: readonly number[]) =>
      Array.from(
        { length: channels },
        (_, channel) => numbers[Math.floor((channel * count) / channels)] ?? 0,
      );
    const gamma = unless(at, 1, each(scale));
    const beta = unless(at, 0, each(bias));
    return {
      kind: 'groupNormalization' as const,
      groups,
      epsilon,
      ...(gamma && { gamma }),
      ...(beta && { beta }),
    };
  };
  const whole = beforeTheCut(at, input);
  if (whole) {
    const channels = at.outputShape(whole).at(-1) ?? 1;
    const normalised = at.addAlike(operation(count, channels), [whole]);
    const outputShape = at.outputShape(input);
    return at.add(
      { kind: 'reshape', shape: outputShape },
      [normalised],
      { ...input, outputShape },
      'reshape',
    );
  }
  const { value, channels, separateAxes } = images(at);
  return at.addAlike({ ...operation(channels, channels), ...(separateAxes > 0 && { separateAxes }) }, [
    value,
  ]);
};

/**
 * The image whose channels a reshape has cut into groups, if the value is that: its tensor is `[samples, ...places, groups, channels of a
 * group]`, and everything except the groups counts as places.
 */
function beforeTheCut(at: Reading, value: Value): Value | undefined {
  const lengths = at.outputShape(value);
  const [batch = [], groups = [], ...places] = value.axes;
  const rank = lengths.length;
  const isCut = batch.length === 0 || `${batch}` === '0';
  if (!isCut || `${groups}` !== `${rank - 1}`) return undefined;
  const others = places.flat();
  if (others.length !== rank - 1 || others.includes(0)) return undefined;
  const { operation, inputs } = at.nodeOf(value);
  const [source] = inputs;
  if (operation.kind !== 'reshape' || source === undefined) return undefined;
  const whole = { ...value, id: source };
  const shape = at.outputShape(whole);
  const joined = [...lengths.slice(0, -2), (lengths.at(-2) ?? 1) * (lengths.at(-1) ?? 1)];
  return `${shape}` === `${joined}` ? { ...whole, shape, axes: ownAxes(shape) } : undefined;
}
