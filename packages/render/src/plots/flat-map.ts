import { invalidArgument, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';

/** A map of a table row or a signal: a list of numbers, or an ndarray `[n]` or `[n, channels]`, such as `maps.pick(0)`. */
export type FlatMap = ArrayLike<number> | NdArray;

/**
 * The numbers of a map; channels are summed.
 * @param name what the caller calls the map, such as `the values of row 0`.
 * @throws unless it has at least one number, and all are finite.
 */
export function flatValues(caller: string, name: string, map: FlatMap): Float64Array {
  return channelsOf(caller, name, map).reduce((sums, channel) =>
    sums.map((sum, i) => sum + (channel[i] ?? 0)),
  );
}

/** The channels of a map or signal, each of n numbers. @throws as {@link flatValues}. */
export function channelsOf(caller: string, name: string, map: FlatMap): Float64Array[] {
  const channels = readChannels(caller, name, map);
  for (const [channel, values] of channels.entries()) {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) continue;
    throw invalidArgument(
      `${caller}: ${name} must be finite; it holds ${values[wrong]} at index ${wrong}, channel ${channel}.`,
    );
  }
  return channels;
}

function readChannels(caller: string, name: string, map: FlatMap): Float64Array[] {
  if (typeof map === 'object' && map !== null && 'shape' in map) {
    const [length = 0, channels = 1] = map.shape;
    if ((map.shape.length === 1 || map.shape.length === 2) && length > 0 && channels > 0) {
      const at = (i: number, c: number) => (map.shape.length === 1 ? map.get(i) : map.get(i, c));
      return Array.from({ length: channels }, (_, c) => Float64Array.from({ length }, (_, i) => at(i, c)));
    }
    throw invalidArgument(
      `${caller}: ${name} must be an ndarray [n] or [n, channels]; got shape [${map.shape}]; select one of a batch with .pick(index).`,
    );
  }
  if (typeof map === 'object' && map !== null && map.length > 0) return [Float64Array.from(map)];
  throw invalidArgument(
    `${caller}: ${name} must be a list of numbers or an ndarray [n]; got ${typeName(map)}.`,
  );
}
