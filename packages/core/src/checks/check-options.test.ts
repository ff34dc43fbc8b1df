import { describe, expect, it } from 'vitest';
import { checkOptions } from './check-options.js';

interface Options {
  steps?: number;
  seed?: number;
}
const check = (options: unknown) =>
  checkOptions<Options>('method', options as Options, { steps: true, seed: true });

describe('checkOptions', () => {
  it('takes known options, all or none', () => {
    expect(() => check({})).not.toThrow();
    expect(() => check({ steps: 1, seed: undefined })).not.toThrow();
  });

  it.each([
    [{ step: 1 }, 'method: there is no option "step"; it has steps, seed.'],
    [{ toString: 1 }, 'method: there is no option "toString"; it has steps, seed.'],
    [null, 'method: expected an object of options (steps, seed); got null.'],
    [undefined, 'method: expected an object of options (steps, seed); got undefined.'],
    ['steps', 'method: expected an object of options (steps, seed); got a string.'],
    [() => {}, 'method: expected an object of options (steps, seed); got a function.'],
  ])('refuses %j', (options, message) => {
    expect(() => check(options)).toThrow(new TypeError(message));
  });
});
