import type { NdArray } from 'ndarray';
import type { RankedChannel } from './channel-relevance-types.js';

/**
 * Ranks channels by the magnitude of their mean relevance, the largest first.
 * @param relevance `[n, channels]`.
 */
export function channelRanking({
  data,
  shape: [count = 0, channels = 0],
}: NdArray<Float32Array>): RankedChannel[] {
  const sums = new Float64Array(channels);
  const magnitudes = new Float64Array(channels);
  for (const [at, value] of data.entries()) {
    const channel = at % channels;
    sums[channel] = (sums[channel] ?? 0) + value;
    magnitudes[channel] = (magnitudes[channel] ?? 0) + Math.abs(value);
  }
  const total = magnitudes.reduce((a, b) => a + b, 0);
  return Array.from(sums, (relevance, channel) => ({
    channel,
    relevance: relevance / count,
    share: total === 0 ? 0 : (magnitudes[channel] ?? 0) / total,
  })).sort((a, b) => Math.abs(b.relevance) - Math.abs(a.relevance) || a.channel - b.channel);
}
