import { invalidArgument, validNames } from '@csm/base';
import type { KerasLayer } from '../keras-file.js';
import type { ModelLayer } from '../model-layers.js';
import { type Fit, fitLayers, matchWeights, ownName } from './fit-layers.js';

/** @throws if the file has no part with this name. */
export function layersWithin(where: string, layers: readonly KerasLayer[], prefix: string): KerasLayer[] {
  const found = layers.filter(({ within }) => within.includes(prefix));
  if (found.length > 0) return found;
  const parts = [...new Set(layers.flatMap(({ within }) => within))];
  throw invalidArgument(
    `${where}: prefix must be a part of the file; got "${prefix}"; ${validNames('parts', prefix, parts)}.`,
  );
}

/**
 * Finds the part of a file that fits a model, if the file also holds other models, such as a decoder: a nested model, the layers
 * outside of nested models, layers with the model's names, or consecutive layers.
 *
 * @throws if several parts fit.
 */
export function fittingPart(
  where: string,
  layers: readonly ModelLayer[],
  file: readonly KerasLayer[],
): Fit | undefined {
  const parts = new Map<string, KerasLayer[]>();
  for (const prefix of new Set(file.flatMap(({ within }) => within))) {
    parts.set(
      prefix,
      file.filter(({ within }) => within.includes(prefix)),
    );
  }
  // Layers that are directly in a model, without those of the models that it contains.
  for (const { within } of file) {
    const direct = file.filter((other) => String(other.within) === String(within));
    parts.set(`${within.at(-1) ?? 'the top'} without nested models`, direct);
  }
  const named = fitByNames(layers, file);
  if (named) return named;
  const fits = new Map<string, { name: string; fit: Fit }>();
  for (const [name, found] of parts) {
    const fit = found.length === layers.length ? fitLayers(layers, found) : undefined;
    // Several names may stand for the same layers.
    const key = found.map((layer) => file.indexOf(layer)).join();
    if (fit && fit.problems.length === 0 && !fits.has(key)) fits.set(key, { name, fit });
  }
  if (fits.size > 1) {
    const names = [...fits.values()].map(({ name }) => `"${name}"`).join(', ');
    throw invalidArgument(
      `${where}: expected one part of the file that fits the model; ${fits.size} do; pass prefix with one of ${names}.`,
    );
  }
  const [only] = fits.values();
  return only?.fit ?? window(where, layers, file);
}

/** The layers with the names of the model's layers, if the file has each of them once, with weights that fit. */
export function fitByNames(layers: readonly ModelLayer[], file: readonly KerasLayer[]): Fit | undefined {
  const matches = layers.flatMap((layer) => {
    const found = file.filter((each) => ownName(each) === layer.name);
    const [from] = found;
    const weights = from && found.length === 1 ? matchWeights(layer, from) : undefined;
    return from && weights ? [{ layer, from, by: 'name' as const, weights }] : [];
  });
  return matches.length === layers.length ? { matches, problems: [] } : undefined;
}

/** Consecutive layers, in files that list all layers in order. */
function window(where: string, layers: readonly ModelLayer[], file: readonly KerasLayer[]): Fit | undefined {
  if (file.some(({ kind }) => kind !== undefined)) return undefined;
  const starts = Array.from({ length: Math.max(0, file.length - layers.length + 1) }, (_, start) => start);
  const fits = starts
    .map((start) => fitLayers(layers, file.slice(start, start + layers.length)))
    .filter(({ problems }) => problems.length === 0);
  if (fits.length < 2) return fits[0];
  throw invalidArgument(
    `${where}: expected one part of the file that fits the model; consecutive layers fit from ${fits.length} positions on; pass names, such as ` +
      `{ "${layers[0]?.path}": "${file[0]?.name}" }, for all layers of the model.`,
  );
}
