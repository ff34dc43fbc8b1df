import { methodList } from '../../map/method-list.js';
import {
  type ConceptSettings,
  defaultSettings,
  type MapSettings,
  methodNames,
  type Settings,
} from '../../session/settings.js';
import {
  type Check,
  listOf,
  numberBetween,
  objectOf,
  oneOf,
  text,
  wholeNumberBetween,
  yesOrNo,
} from './checks.js';

type ConceptOf<Kind extends ConceptSettings['kind']> = Extract<ConceptSettings, { kind: Kind }>;

const kind = oneOf(['attribute', 'examples', 'vector']);
const concepts: Record<ConceptSettings['kind'], Check> = {
  attribute: objectOf<ConceptOf<'attribute'>>(
    { kind, attribute: text, value: text, share: numberBetween(0, 1), name: text },
    ['attribute'],
  ),
  examples: objectOf<ConceptOf<'examples'>>(
    { kind, with: listOf(text), without: listOf(text), fromScatter: yesOrNo, name: text },
    ['with', 'without'],
  ),
  vector: objectOf<ConceptOf<'vector'>>({ kind, vector: listOf(numberBetween(-1e38, 1e38)), name: text }, [
    'vector',
  ]),
};

const concept: Check = (value, name) => {
  const { kind: found } = (value ?? {}) as Partial<ConceptSettings>;
  return concepts[kind(found, `${name}.kind`) as ConceptSettings['kind']](value, name);
};

const mapSettings = objectOf<MapSettings>({
  method: oneOf(methodNames),
  baseline: oneOf(['zeros', 'mean', 'blurred']),
  steps: wholeNumberBetween(1, 10_000),
  sign: oneOf(['signed', 'positive', 'absolute']),
  channels: oneOf(['sum', 'maxAbs', 'each']),
  overlay: numberBetween(0, 1),
});

const allSettings = objectOf<Settings>({
  source: oneOf(['faces', 'tissue', 'files']),
  engine: oneOf(['wasm', 'webgpu']),
  projection: oneOf(['pca', 'umap']),
  concept,
  input: text,
  map: mapSettings,
  compared: listOf(oneOf(methodNames)),
});

/**
 * Settings from a link or a file, which anybody may have written. Fields that are missing have their defaults, so that links stay valid when
 * a field is added; without a concept and an input, the settings have none.
 * @throws a sentence that names the field if a field is unknown, its value is invalid, or the method does not have the baseline.
 */
export function checkedSettings(value: unknown): Settings {
  const given = allSettings(value, 'settings') as Partial<Settings>;
  const map = { ...defaultSettings.map, ...given.map };
  const { baselines } = methodList[map.method];
  if (baselines.length > 0) oneOf(baselines)(map.baseline, `settings.map.baseline of ${map.method}`);
  return {
    ...{ ...defaultSettings, concept: undefined, input: undefined, ...given },
    map,
    compared: [...new Set(given.compared ?? defaultSettings.compared)],
  };
}
