import { checkList, invalidArgument, shown } from '@csm/base';
import type { GraphNode } from '@csm/core/extend';

/** @throws unless the channels are a list of different whole numbers from 0, with at least one. */
export function checkChannels(caller: string, channels: readonly number[]): void {
  checkList(caller, 'channels', channels);
  const invalid = channels.find((channel) => !Number.isInteger(channel) || channel < 0);
  if (invalid !== undefined) {
    throw invalidArgument(`${caller}: channels must be whole numbers from 0; got ${shown(invalid)}.`);
  }
  if (channels.length > 0 && new Set(channels).size === channels.length) return;
  throw invalidArgument(
    `${caller}: channels must be a list of at least one channel, without duplicates; got [${channels.join(', ')}].`,
  );
}

/** @throws unless a layer has all the channels. @returns their number. */
export function checkChannelsOfLayer(
  caller: string,
  { name, outputShape }: GraphNode,
  channels: readonly number[],
): number {
  const count = outputShape.at(-1) ?? 1;
  const missing = channels.find((channel) => channel >= count);
  if (missing === undefined) return count;
  throw invalidArgument(`${caller}: layer "${name}" has channels 0 to ${count - 1}; got ${missing}.`);
}
