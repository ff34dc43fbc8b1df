import { describe, expect, it } from 'vitest';
import { validNames } from './valid-names.js';

describe('validNames', () => {
  it('lists a few names in their order', () => {
    expect(validNames('options', 'step', ['seed', 'steps'])).toBe('valid options: seed, steps');
  });

  it('cuts a long list to the nearest three', () => {
    const genes = Array.from({ length: 200 }, (_, i) => `Gene${i}`);
    expect(validNames('genes', 'gene17', genes)).toBe('3 nearest of 200 genes: Gene17, Gene1, Gene7');
  });

  it('states that there are no valid names', () => {
    expect(validNames('options', 'step', [])).toBe('there are no valid options');
  });
});
