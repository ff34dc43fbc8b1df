import { validNames } from '@csm/base';
import { nameList, usageError, wholeNumber } from '../../support/command-line.js';
import { cmu, type Settings } from '../../support/labelled-faces/settings.js';
import { methodNames } from './methods.js';
import { asPublished, celeba, celebaSmall, drawn } from './settings.js';

/** The options of the command line, as `parseArgs` takes them. */
export const OPTIONS = {
  celeba: { type: 'string' },
  'cmu-faces': { type: 'string' },
  out: { type: 'string' },
  seed: { type: 'string', default: '1' },
  attributes: { type: 'string' },
  method: { type: 'string' },
  examples: { type: 'string' },
  epochs: { type: 'string' },
  size: { type: 'string' },
  resize: { type: 'string' },
  weights: { type: 'string' },
  small: { type: 'boolean', default: false },
  limit: { type: 'string' },
  'as-published': { type: 'boolean', default: false },
  'train-on': { type: 'string' },
  keep: { type: 'string' },
  'batch-norm': { type: 'string' },
  sample: { type: 'boolean', default: false },
} as const;

/** The values of the command line. */
export type Values = {
  readonly [Name in keyof typeof OPTIONS]?:
    | ((typeof OPTIONS)[Name]['type'] extends 'boolean' ? boolean : string)
    | undefined;
};

/** The faces that the command line names. */
export type Source =
  | { readonly kind: 'celeba' | 'cmu-faces'; readonly root: string }
  | { readonly kind: 'drawn-faces' };

/** @throws if options exclude each other or need another. */
export function sourceOf(values: Values): Source {
  const { celeba: root, 'cmu-faces': cmuRoot, weights, small } = values;
  if (root !== undefined && cmuRoot !== undefined) {
    throw usageError('--celeba and --cmu-faces are mutually exclusive; give one of them.');
  }
  if (root === undefined && (weights || small || values.limit || values['as-published'])) {
    throw usageError('--weights, --small, --limit and --as-published need --celeba.');
  }
  if (weights && small) {
    throw usageError("--weights fit the paper's VAE, not the VAE of --small; give one of the two.");
  }
  if (values['as-published'] && small) {
    throw usageError("--as-published trains the paper's VAE, not the VAE of --small; give one of the two.");
  }
  if (root !== undefined) return { kind: 'celeba', root };
  return cmuRoot !== undefined ? { kind: 'cmu-faces', root: cmuRoot } : { kind: 'drawn-faces' };
}

/** The settings of the run. @throws if a value is invalid. */
export function settingsOf(values: Values, source: Source): Settings {
  const usual = usualSettings(values, source);
  const trainOn = oneOf('train-on', values['train-on'], ['split', 'all']) ?? usual.trainOn;
  const keep = oneOf('keep', values.keep, ['best', 'last']) ?? usual.keep;
  if (trainOn === 'all' && values.keep === 'best') {
    throw usageError(
      '--train-on all leaves no pictures to validate on, so there is no best epoch; give --keep last.',
    );
  }
  const batchNorm = oneOf('batch-norm', values['batch-norm'], ['recomputed', 'moving']) ?? usual.batchNorm;
  const resize =
    oneOf('resize', values.resize, ['bilinear', 'nearest']) ?? (values.weights ? 'nearest' : usual.resize);
  const examples = values.examples === 'all' ? 'all' : number('examples', values.examples, 2);
  const epochs = number('epochs', values.epochs, 1);
  const methods = methodsIn(values.method);
  return {
    ...usual,
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    size: sizeOf(values, usual),
    training: { ...usual.training, ...(epochs && { epochs }) },
    analysis: { ...usual.analysis, ...(examples && { examples }), ...(methods && { methods }) },
    ...(resize && { resize }),
    ...(trainOn && { trainOn }),
    ...(keep && { keep }),
    ...(batchNorm && { batchNorm }),
    ...((values.sample || usual.sample) && { sample: true }),
  };
}

function usualSettings(values: Values, { kind }: Source): Settings {
  if (kind === 'cmu-faces') return cmu;
  if (kind === 'drawn-faces') return drawn;
  if (values['as-published']) return asPublished;
  return values.small ? celebaSmall : celeba;
}

function sizeOf({ size: text }: Values, { model, size: usual }: Settings): number {
  const size = number('size', text, 8) ?? usual;
  if (model === 'celeba') {
    if (size === usual) return size;
    throw usageError(`--size ${size} does not fit the paper's VAE, which takes ${usual}; add --small.`);
  }
  const step = 2 ** (model.filters?.length ?? 0);
  if (size % step === 0) return size;
  throw usageError(
    `--size must be a multiple of ${step}, because each layer halves the picture; got ${size}.`,
  );
}

/** The names of `--attributes` among the concepts. A concept's name may itself have a comma. */
export function attributesIn(
  text: string | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const parts = nameList('attributes', text);
  const found: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const joined = parts.slice(at).map((_, k) => parts.slice(at, at + k + 1).join(', '));
    const name = joined.reverse().find((each) => known.includes(each));
    if (name === undefined) {
      const unknown = parts[at] ?? '';
      throw usageError(`Unknown attribute "${unknown}"; ${validNames('attributes', unknown, known)}.`);
    }
    found.push(name);
    at += name.split(', ').length;
  }
  return found;
}

function methodsIn(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = nameList('method', text);
  const unknown = names.find((name) => !methodNames.includes(name));
  if (unknown === undefined) return names;
  throw usageError(`Unknown method "${unknown}"; ${validNames('methods', unknown, methodNames)}.`);
}

function number(option: string, text: string | undefined, least: number): number | undefined {
  return text === undefined ? undefined : wholeNumber(option, text, least);
}

function oneOf<Name extends string>(
  option: string,
  text: string | undefined,
  names: readonly Name[],
): Name | undefined {
  const found = names.find((name) => name === text);
  if (found !== undefined || text === undefined) return found;
  throw usageError(`--${option} must be ${names.join(' or ')}; got "${text}".`);
}
