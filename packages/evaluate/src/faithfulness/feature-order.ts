import { type ChannelOptions, checkCount, invalidArgument, size } from '@csm/base';
import { shuffle } from 'simple-statistics';
import type { PerturbationOptions } from './perturbation-options.js';

/** Indices of features that are replaced together. */
export type FeatureGroup = readonly number[];

/**
 * Features that are replaced together: the channels of each pixel, or of each square of pixels; single features of inputs that
 * are not pictures.
 * @param shape shape of one input.
 * @param patch side of the squares in pixels.
 * @throws if `patch` is not a whole number of at least 1, or not 1 for inputs that are not pictures.
 */
export function featureGroups(caller: string, shape: readonly number[], patch: number): FeatureGroup[] {
  checkCount(caller, 'patch', patch);
  const features = Array.from({ length: size(shape) }, (_, at) => at);
  if (shape.length !== 3) {
    if (patch === 1) return features.map((at) => [at]);
    throw invalidArgument(
      `${caller}: patch is for pictures [n, height, width, channels]; the inputs have shape [${shape.join(', ')}].`,
    );
  }
  const [height = 0, width = 0, channels = 0] = shape;
  const across = Math.ceil(width / patch);
  const groups: number[][] = Array.from({ length: Math.ceil(height / patch) * across }, () => []);
  for (const at of features) {
    const pixel = Math.floor(at / channels);
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    groups[Math.floor(row / patch) * across + Math.floor(column / patch)]!.push(at);
  }
  return groups;
}

/** How the values of a map count. */
export interface Importance extends Pick<ChannelOptions, 'channels'> {
  readonly sign: 'absolute' | 'positive';
  /** Number of channels of a picture, which are neighbours in a group; 1 for other inputs. */
  readonly channelCount: number;
}

/** The importance of each group: the mean over its pixels of the values that are summed over channels. */
export function groupValues(
  map: Float32Array,
  groups: readonly FeatureGroup[],
  { sign, channels, channelCount }: Importance,
): number[] {
  const values = channels === 'sumOfMagnitudes' ? map.map(Math.abs) : map;
  const sumOf = (group: FeatureGroup) => group.reduce((sum, at) => sum + values[at]!, 0);
  return groups.map((group) => {
    if (sign === 'positive') return sumOf(group) / group.length;
    let sum = 0;
    for (let pixel = 0; pixel < group.length; pixel += channelCount) {
      sum += Math.abs(sumOf(group.slice(pixel, pixel + channelCount)));
    }
    return sum / group.length;
  });
}

/**
 * Groups in the order in which they are replaced; ties are in random order, so that a corner of a map with many zeros
 * does not always come first.
 */
export function inOrder<Group>(
  groups: readonly Group[],
  values: ArrayLike<number>,
  order: PerturbationOptions['order'],
  random: () => number,
): Group[] {
  const indices = shuffle([...groups.keys()], random);
  if (order !== 'random') {
    const sign = order === 'most first' ? -1 : 1;
    indices.sort((a, b) => sign * (values[a]! - values[b]!));
  }
  return indices.map((group) => groups[group]!);
}
