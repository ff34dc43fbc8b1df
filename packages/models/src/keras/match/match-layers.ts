import { invalidArgument, validNames } from '@csm/base';
import type { KerasFile, KerasLayer } from '../keras-file.js';
import type { LoadKerasWeightsOptions } from '../load-keras-weights-options.js';
import type { ModelLayer } from '../model-layers.js';
import { checkOrder } from './check-order.js';
import { fitByNames, fittingPart, layersWithin } from './choose-layers.js';
import {
  type Fit,
  fileText,
  fitLayers,
  type LayerMatch,
  matchWeights,
  modelText,
  ownName,
} from './fit-layers.js';

/** The maximum number of mismatches that a message lists. */
const MOST_PROBLEMS = 5;

/**
 * Matches the layers of a model with those of a file, or of a part of it.
 *
 * @param where the beginning of messages: function and file.
 * @throws if anything does not fit (the message lists the mismatches), or is ambiguous.
 */
export function matchLayers(
  where: string,
  layers: readonly ModelLayer[],
  file: KerasFile,
  { prefix, names = {} }: LoadKerasWeightsOptions,
): LayerMatch[] {
  const candidates = prefix === undefined ? file.layers : layersWithin(where, file.layers, prefix);
  const named = matchNamed(where, layers, candidates, names);
  const rest = layers.filter((layer) => !named.some((match) => match.layer === layer));
  const found = candidates.filter((layer) => !named.some(({ from }) => from === layer));
  if (rest.length === 0) return named;
  const whole = fitLayers(rest, found);
  // A VAE needs the whole file; a single model may be a part of it.
  const has = (part: string) => layers.some(({ path }) => path.startsWith(`${part}/`));
  const isPart = found.length > rest.length && !(has('encoder') && has('decoder'));
  const other = isPart ? fittingPart(where, rest, found) : fitByNamesIfNeeded(whole, rest, found);
  const fit = other ?? whole;
  if (fit.problems.length > 0) throw mismatch(where, rest.length, found, fit.problems);
  checkOrder(where, fit.matches);
  const matches = [...named, ...fit.matches];
  return layers.flatMap((layer) => matches.find((match) => match.layer === layer) ?? []);
}

/** Files of Keras 3 list the layers of nested models in another order than tfjs; equal names on both sides tell. */
function fitByNamesIfNeeded(
  { problems }: Fit,
  layers: readonly ModelLayer[],
  found: readonly KerasLayer[],
): Fit | undefined {
  return problems.length > 0 && found.length === layers.length ? fitByNames(layers, found) : undefined;
}

/** The layers that the option `names` decides. */
function matchNamed(
  where: string,
  layers: readonly ModelLayer[],
  file: readonly KerasLayer[],
  names: Readonly<Record<string, string>>,
): LayerMatch[] {
  return Object.entries(names).map(([name, wanted]) => {
    const layer = only(layers, (each) => each.path === name) ?? only(layers, (each) => each.name === name);
    if (!layer) {
      const valid = validNames(
        'layers',
        name,
        layers.map(({ path }) => path),
      );
      throw invalidArgument(
        `${where}: names must name a layer of the model with weights; got "${name}"; ${valid}.`,
      );
    }
    const from = only(file, (each) => each.name === wanted) ?? only(file, (each) => ownName(each) === wanted);
    if (!from) {
      const valid = validNames(
        'layers of the file',
        wanted,
        file.map((each) => each.name),
      );
      throw invalidArgument(
        `${where}: names must name one layer of the file for "${name}"; got "${wanted}"; ${valid}.`,
      );
    }
    const weights = matchWeights(layer, from);
    if (weights) return { layer, from, by: 'name', weights };
    throw mismatch(where, layers.length, file, [`${modelText(layer)} ← ${fileText(from)}`]);
  });
}

/** The item with a property, if there is exactly one. */
function only<T>(items: readonly T[], has: (item: T) => boolean): T | undefined {
  const found = items.filter(has);
  return found.length === 1 ? found[0] : undefined;
}

function mismatch(
  where: string,
  ofModel: number,
  file: readonly KerasLayer[],
  problems: readonly string[],
): Error {
  const rest = problems.length - MOST_PROBLEMS;
  const list = [...problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])];
  const parts = [...new Set(file.flatMap(({ within }) => within))];
  const hint =
    parts.length > 0 && file.length > ofModel
      ? `, or pass prefix with a part of the file (${parts.slice(0, 4).join(', ')})`
      : '';
  return invalidArgument(
    `${where}: expected weights that fit the model, which stays unchanged; the file has ${file.length} layers with weights, the ` +
      `model ${ofModel}; build the model with the layers in the file${hint} (model ← file):\n  ${list.join('\n  ')}.`,
  );
}
