import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { flat, readPeerTests } from '../../../test/parity/peer-cases.js';
import { displayRange } from '../src/colour/display-range.js';
import { scaleMap } from '../src/colour/scaled-map.js';

describe('peer tests of display', () => {
  it("rectgrad.preprocess: the reference's clipping, before it is scaled to 1", () => {
    const { inputs, args, expected } = readPeerTests().cases.find(({ id }) => id === 'rectgrad.preprocess')!;
    const map = ndarray(flat(inputs), [2, 2, 1]);
    const clip = [args.q1, args.q2] as [number, number];
    const { limit } = displayRange(map, { clip });
    const scaled = scaleMap('test', map, { clip }).values;
    for (const [i, value] of flat(expected).entries()) expect(scaled[i]! * limit).toBeCloseTo(value, 12);
  });
});
