import { describe, expect, it } from 'vitest';
import { correlationCaption, correlationText } from './correlation-caption.js';

describe('correlationText', () => {
  it.each([
    [0.95, '.95'],
    [0.954, '.95'],
    [0.996, '.996'],
    [0.9951, '.995'],
    [0.9996, '> .999'],
    [-0.9996, '< −.999'],
    [1, '1'],
    [-1, '−1'],
    [-0.123, '−.12'],
    [-0.001, '.00'],
    [0, '.00'],
    [0.5, '.50'],
  ])('%f as %s', (value, text) => {
    expect(correlationText(value)).toBe(text);
  });
});

describe('correlationCaption', () => {
  it('says of how many random maps the correlation is the mean, and whether it is that of magnitudes', () => {
    const of = (options: object) =>
      correlationCaption({ correlation: 0.95, vectors: 20, ...options } as never);
    expect(of({})).toBe('mean correlation .95 with the maps of 20 random concept vectors');
    expect(of({ vectors: 1 })).toBe('correlation .95 with the map of a random concept vector');
    expect(of({ magnitudes: true })).toBe(
      'mean correlation .95 of |map| with the |map|s of 20 random concept vectors',
    );
  });
});
