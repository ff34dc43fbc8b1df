import { expect, it } from 'vitest';
import { convertKeras3 } from './convert-keras-3.js';
import { convertDtype } from './convert-values.js';

it('keeps options with the names of properties of every object as plain options', () => {
  const config = JSON.parse('{"name": "a", "units": 2, "__proto__": {"units": 3}, "constructor": 1}');
  const converted = convertKeras3('f', { class_name: 'Dense', config });
  expect(Object.keys(converted.config as object)).toEqual(['name', 'units', '__proto__', 'constructor']);
  expect(Object.getPrototypeOf(converted.config)).toBe(Object.prototype);
  expect(() => convertDtype('f', 'a', 'constructor')).toThrow('layer "a" has dtype "constructor"');
});
