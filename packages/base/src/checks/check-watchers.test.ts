import { describe, expect, it } from 'vitest';
import { checkWatchers } from './check-watchers.js';

describe('checkWatchers', () => {
  it('accepts signals, functions and undefined', () => {
    checkWatchers('f', {});
    checkWatchers('f', { signal: AbortSignal.abort(), onProgress: () => {}, onWarning: console.warn });
  });

  it.each([
    [
      { signal: new AbortController() },
      'signal must be an AbortSignal; got an object of type AbortController; pass controller.signal.',
    ],
    [{ signal: null }, 'signal must be an AbortSignal; got null.'],
    [{ onProgress: true }, 'onProgress must be a function; got a boolean.'],
    [{ onWarning: 'log' }, 'onWarning must be a function; got a string.'],
  ])('rejects %o', (options, message) => {
    expect(() => checkWatchers('f', options)).toThrow(`f: ${message}`);
  });
});
