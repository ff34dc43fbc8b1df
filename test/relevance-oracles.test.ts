import { expect, it } from 'vitest';
import {
  hasRelevanceOracles,
  type RelevanceFile,
  relevanceNetworks,
  relevanceRecords,
} from './oracles/relevance.js';
import { NEEDS_SHARED } from './shared-folder.js';

const FILES: readonly RelevanceFile[] = ['lrp', 'gradcam', 'attnlrp'];
const name = `the relevance oracles are read whole${hasRelevanceOracles ? '' : ` ${NEEDS_SHARED}`}`;

it.skipIf(!hasRelevanceOracles)(name, () => {
  for (const file of FILES) {
    for (const network of Object.keys(relevanceNetworks(file))) {
      for (const { key, expected, stored, deviation } of Object.values(relevanceRecords(file, network))) {
        const size = expected.shape.reduce((product, length) => product * length, 1);
        expect(expected.data.length, key).toBe(size);
        const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(Math.abs(largest - (stored.max_abs as number)), key).toBeLessThanOrEqual(6e-8 * largest);
        expect(deviation(expected.data), key).toBe(0);
      }
    }
  }
});
