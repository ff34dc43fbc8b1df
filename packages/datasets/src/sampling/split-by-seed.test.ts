import { describe, expect, it } from 'vitest';
import { splitBySeed } from './split-by-seed.js';

const ids = Array.from({ length: 103 }, (_, i) => `${i}.jpg`);
const shares = { train: 0.8, valid: 0.1, test: 0.1 };

describe('splitBySeed', () => {
  it('puts each id in one part, in the given order and in the given shares', () => {
    const parts = splitBySeed(ids, { seed: 1, shares });
    expect([parts.train.length, parts.valid.length, parts.test.length]).toEqual([82, 11, 10]);
    expect([...parts.train, ...parts.valid, ...parts.test].sort()).toEqual([...ids].sort());
    for (const part of Object.values(parts)) {
      expect(part).toEqual(ids.filter((id) => part.includes(id)));
    }
  });

  it('is the same for a seed and differs between seeds', () => {
    expect(splitBySeed(ids, { seed: 1, shares })).toEqual(splitBySeed(ids, { seed: 1, shares }));
    expect(splitBySeed(ids, { seed: 1, shares })).not.toEqual(splitBySeed(ids, { seed: 2, shares }));
  });

  it('rejects shares that do not add up, empty parts, duplicates and unknown options', () => {
    const split = (given: object) => () => splitBySeed(ids, { seed: 1, shares, ...given });
    expect(split({ shares: { train: 0.8, test: 0.1 } })).toThrow(
      'splitBySeed: shares must add up to 1; their sum is 0.9.',
    );
    expect(split({ shares: { train: 1.2, test: -0.2 } })).toThrow(
      'splitBySeed: shares.train must be a number above 0 and at most 1; got 1.2.',
    );
    expect(split({ shares: [0.5, 0.5] })).toThrow(
      'splitBySeed: shares must be an object such as { train: 0.8, test: 0.2 }; got',
    );
    expect(split({ seed: -1 })).toThrow(/^splitBySeed: seed must be/);
    expect(split({ share: 1 })).toThrow('splitBySeed: unknown option "share"');
    expect(() => splitBySeed(ids.slice(0, 3), { seed: 1, shares })).toThrow(
      'splitBySeed: each part must get at least one id; "test" gets none of 3; pass more ids or a larger share.',
    );
    expect(() => splitBySeed([...ids, '0.jpg'], { seed: 1, shares })).toThrow(
      'splitBySeed: each id must occur once; "0.jpg" is a duplicate.',
    );
  });
});
