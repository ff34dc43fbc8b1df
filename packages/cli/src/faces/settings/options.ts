import { validNames } from '@csm/base';
import { usageError } from '../../terminal/usage-error.js';
import { nameList } from '../../terminal/values.js';
import type { FacesKind } from '../data/open-faces.js';
import { methodNames } from '../methods.js';
import { asPublished, celeba, celebaSmall, drawn, ownFaces } from './presets.js';
import { cmu, type Settings } from './settings.js';

/** The options of `csm faces`, as commander returns them. */
export interface FacesOptions {
  readonly out: string;
  readonly seed: number;
  readonly name?: string | undefined;
  readonly groups?: string | undefined;
  readonly method?: readonly string[] | undefined;
  readonly examples?: number | 'all' | undefined;
  readonly epochs?: number | undefined;
  readonly size?: number | undefined;
  readonly resize?: 'bilinear' | 'nearest' | undefined;
  readonly weights?: string | undefined;
  readonly small?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly asPublished?: boolean | undefined;
  readonly trainOn?: 'split' | 'all' | undefined;
  readonly keep?: 'best' | 'last' | undefined;
  readonly batchNorm?: 'recomputed' | 'moving' | undefined;
  readonly sample?: boolean | undefined;
}

/** The options that only some faces take, with these faces. */
const NEEDS: Readonly<Record<string, FacesKind>> = {
  weights: 'celeba',
  small: 'celeba',
  asPublished: 'celeba',
  groups: 'folder',
};

/** @throws a usage error if options exclude each other, or do not suit the faces. */
export function checkFacesOptions(options: FacesOptions, kind: FacesKind): void {
  const { weights, small } = options;
  checkMethods(options.method);
  for (const [name, needed] of Object.entries(NEEDS)) {
    if (options[name as keyof FacesOptions] === undefined || needed === kind) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const what =
      needed === 'celeba'
        ? 'the folder of CelebA, which has list_attr_celeba.txt or .csv'
        : 'a folder of your own pictures, which has attributes.csv';
    throw usageError(`${flag} needs ${what}.`);
  }
  if (options.limit !== undefined && kind !== 'celeba' && kind !== 'folder') {
    throw usageError('--limit needs the folder of CelebA or of your own pictures.');
  }
  if (weights !== undefined && small) {
    throw usageError("--weights fit the paper's VAE, not the VAE of --small; give one of the two.");
  }
  if (options.asPublished && small) {
    throw usageError("--as-published trains the paper's VAE, not the VAE of --small; give one of the two.");
  }
}

/** The settings of the run. @throws a usage error if a value is invalid. */
export function settingsOf(options: FacesOptions, kind: FacesKind): Settings {
  const usual = usualSettings(options, kind);
  const trainOn = options.trainOn ?? usual.trainOn;
  const keep = options.keep ?? usual.keep;
  if (trainOn === 'all' && options.keep === 'best') {
    throw usageError(
      '--train-on all leaves no pictures to validate on, so there is no best epoch; give --keep last.',
    );
  }
  const { epochs, examples, method: methods } = options;
  const batchNorm = options.batchNorm ?? usual.batchNorm;
  const resize = options.resize ?? (options.weights === undefined ? usual.resize : 'nearest');
  return {
    ...usual,
    seed: options.seed,
    size: sizeOf(options, usual),
    training: { ...usual.training, ...(epochs && { epochs }) },
    analysis: { ...usual.analysis, ...(examples && { examples }), ...(methods && { methods }) },
    ...(resize && { resize }),
    ...(trainOn && { trainOn }),
    ...(keep && { keep }),
    ...(batchNorm && { batchNorm }),
    ...((options.sample || usual.sample) && { sample: true }),
  };
}

function usualSettings(options: FacesOptions, kind: FacesKind): Settings {
  if (kind === 'cmu-faces') return cmu;
  if (kind === 'drawn-faces') return drawn;
  if (kind === 'folder') return ownFaces;
  if (options.asPublished) return asPublished;
  return options.small ? celebaSmall : celeba;
}

function sizeOf({ size: chosen }: FacesOptions, { model, size: usual }: Settings): number {
  const size = chosen ?? usual;
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

/** The names of `--name` among the concepts. A concept's name may itself have a comma. */
export function attributesIn(
  text: string | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const parts = nameList('name')(text);
  const found: string[] = [];
  for (let at = 0; at < parts.length; ) {
    const joined = parts.slice(at).map((_, k) => parts.slice(at, at + k + 1).join(', '));
    const name = joined.reverse().find((each) => known.includes(each));
    if (name === undefined) {
      const unknown = parts[at] ?? '';
      throw usageError(
        `--name: unknown attribute "${unknown}"; ${validNames('attributes', unknown, known)}.`,
      );
    }
    found.push(name);
    at += name.split(', ').length;
  }
  return found;
}

function checkMethods(names: readonly string[] = []): void {
  const unknown = names.find((name) => !methodNames.includes(name));
  if (unknown === undefined) return;
  throw usageError(`--method: unknown method "${unknown}"; ${validNames('methods', unknown, methodNames)}.`);
}
