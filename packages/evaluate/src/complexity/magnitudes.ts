import { CHANNEL_OPTIONS, type ChannelOptions, checkOptions, invalidArgument, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps } from '../maps/check-maps.js';
import { channelSums } from '../maps/sum-channels.js';

/**
 * The magnitudes of each map, one per pixel of pictures. @throws if a map holds NaN or infinity, if pictures look like channels first and no layout
 * is given, or an option is invalid.
 */
export function magnitudesOf(caller: string, maps: NdArray, options: ChannelOptions): Float64Array[] {
  checkOptions<ChannelOptions>(caller, options, CHANNEL_OPTIONS);
  checkMaps(caller, maps);
  return Array.from(rows(channelSums(caller, maps, options)), (row, i) => {
    const bad = row.find((value) => !Number.isFinite(value));
    if (bad !== undefined) {
      throw invalidArgument(`${caller}: map ${i} holds ${bad}; expected finite numbers.`);
    }
    return Float64Array.from(row, Math.abs);
  });
}
