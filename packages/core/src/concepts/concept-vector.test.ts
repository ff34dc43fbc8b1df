import { describe, expect, it } from 'vitest';
import { conceptVector } from './concept-vector.js';

describe('conceptVector', () => {
  it('rejects vectors without a direction', () => {
    expect(() => conceptVector('c', [])).toThrow('conceptVector: concept "c" is empty.');
    expect(() => conceptVector('c', [0, 0])).toThrow(
      'conceptVector: concept "c" is the zero vector, which has no direction.',
    );
    expect(() => conceptVector('c', [0, Number.POSITIVE_INFINITY])).toThrow('component 1 is Infinity.');
    expect(() => conceptVector('c', undefined as never)).toThrow(
      'conceptVector: expected numbers as the second argument; got undefined.',
    );
  });

  it('throws errors with the code ERR_INVALID_ARGUMENT', () => {
    expect(() => conceptVector('c', [])).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }));
  });
});
