import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSettings, methodNames, type Settings } from '../../session/settings.js';
import { hashOf, settingsOfHash } from './link.js';
import { settingsOfText, settingsText } from './settings-file.js';

const name = fc.string({ unit: 'grapheme' });
const anySettings: fc.Arbitrary<Settings> = fc.record({
  source: fc.constantFrom('faces', 'tissue', 'files'),
  engine: fc.constantFrom('wasm', 'webgpu'),
  projection: fc.constantFrom('pca', 'umap'),
  concept: fc.oneof(
    fc.constant(undefined),
    fc.record(
      { kind: fc.constant('attribute' as const), attribute: name, value: name },
      { requiredKeys: ['kind', 'attribute'] },
    ),
    fc.record({ kind: fc.constant('examples' as const), with: fc.array(name), without: fc.array(name) }),
    fc.record({
      kind: fc.constant('vector' as const),
      vector: fc.array(
        fc
          .float({ noNaN: true, noDefaultInfinity: true, max: Math.fround(1e38), min: -Math.fround(1e38) })
          .map((x) => x + 0),
      ),
    }),
  ),
  input: fc.option(name, { nil: undefined }),
  map: fc
    .record({
      method: fc.constantFrom(...methodNames),
      baseline: fc.constantFrom('zeros', 'mean', 'blurred'),
      steps: fc.integer({ min: 1, max: 1000 }),
      sign: fc.constantFrom('signed', 'positive', 'absolute'),
      channels: fc.constantFrom('sum', 'maxAbs', 'each'),
      overlay: fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0),
    })
    .filter(({ method, baseline }) => method !== 'occlusion' || baseline !== 'blurred'),
  compared: fc.uniqueArray(fc.constantFrom(...methodNames)),
});

describe('settings in links and files', () => {
  test('come back as they were', () => {
    const property = fc.property(anySettings, (settings) => {
      expect(settingsOfHash(hashOf(settings))).toEqual(settings);
      expect(settingsOfText(settingsText(settings, 2), 'file')).toEqual(settings);
    });
    fc.assert(property);
  });

  test('are refused with a sentence if the link is cut', () => {
    const property = fc.property(anySettings, fc.nat(), (settings, at) => {
      const hash = hashOf(settings);
      const cut = hash.slice(0, 2 + (at % (hash.length - 2)));
      expect(() => settingsOfHash(cut)).toThrow(/^The link does not hold settings/);
    });
    fc.assert(property);
  });

  test('an address without settings has none', () => {
    expect(settingsOfHash('')).toBeUndefined();
    expect(settingsOfHash('#')).toBeUndefined();
  });

  test.for([
    ['text', 'hello'],
    ['a web page', '<!doctype html><html></html>'],
    ['other JSON', '{"settings":{}}'],
    ['null', 'null'],
    ['nothing', ''],
  ])('%s is not a settings file', ([, text]) => {
    expect(() => settingsOfText(text!, 'file')).toThrow(/^The file does not hold settings.*choose a file/);
  });

  const withSettings = (settings: unknown, version: unknown = 1) =>
    JSON.stringify({ ...JSON.parse(settingsText(defaultSettings)), version, settings });

  test.for<[unknown, string]>([
    [{ colour: 1 }, 'unknown field "colour"; valid fields: source'],
    [JSON.parse('{"__proto__":{}}'), 'unknown field "__proto__"'],
    [[], 'settings must be an object; got []'],
    [null, 'settings must be an object; got null'],
    [{ engine: 'cuda' }, 'settings.engine must be one of wasm, webgpu; got "cuda"'],
    [{ input: 3 }, 'settings.input must be a text; got 3'],
    [{ map: { steps: 2.5 } }, 'settings.map.steps must be a whole number from 1 to'],
    [{ map: { steps: 1e9 } }, 'settings.map.steps must be a whole number'],
    [{ map: { overlay: '1' } }, 'settings.map.overlay must be a number from 0 to 1; got "1"'],
    [{ map: { method: 'toString' } }, 'settings.map.method must be one of gradient'],
    [
      { map: { method: 'occlusion', baseline: 'blurred' } },
      'settings.map.baseline of occlusion must be one of zeros, mean; got "blurred"',
    ],
    [{ concept: null }, 'settings.concept.kind must be one of attribute, examples, vector'],
    [{ concept: { kind: 'attribute' } }, 'settings.concept: the field "attribute" is missing'],
    [{ concept: { kind: 'vector', vector: [1, null] } }, 'settings.concept.vector[1] must be a number'],
    [
      { concept: { kind: 'vector', vector: 'x'.repeat(99) } },
      'settings.concept.vector must be a list; got "xxx',
    ],
    [{ concept: { kind: 'examples', with: [1], without: [] } }, 'settings.concept.with[0] must be a text'],
    [{ compared: ['gradient', 'magic'] }, 'settings.compared[1] must be one of gradient'],
  ])('%j is refused', ([settings, sentence]) => {
    expect(() => settingsOfText(withSettings(settings), 'file')).toThrow(`The file cannot be used: `);
    expect(() => settingsOfText(withSettings(settings), 'file')).toThrow(sentence);
  });

  test('another version is named', () => {
    expect(() => settingsOfText(withSettings({}, 2), 'file')).toThrow(/version 2.*reads version 1/);
  });

  test('missing fields have their defaults, except for the concept and the input', () => {
    const found = settingsOfText(withSettings({ map: { steps: 7 } }), 'file');
    expect(found).toEqual({
      ...defaultSettings,
      concept: undefined,
      map: { ...defaultSettings.map, steps: 7 },
    });
  });
});
