import { nearest } from '@csm/base';
import type { Explainer } from '@csm/core';
import { usageError } from '../terminal/usage-error.js';
import type { MethodData, MethodNeed } from './method-data.js';
import type { MethodSettings } from './method-settings.js';
import { METHODS, type Method } from './methods.js';

/** The names of all methods that `--method` takes. */
export const METHOD_NAMES: readonly string[] = Object.keys(METHODS);

/** The methods that are used unless `--method` names others: the one that needs least, and is right most often. */
export const DEFAULT_METHOD = 'integratedGradients';

/** Reads `--method A,B`. @throws if a name is unknown or a duplicate, naming the nearest. */
export function methodNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw usageError(`--method must be names that are separated by commas; got "${text}".`);
  }
  for (const [i, name] of names.entries()) {
    methodNamed(name);
    if (names.indexOf(name) < i)
      throw usageError(`--method: "${name}" is a duplicate; give each method once.`);
  }
  return names;
}

/**
 * Makes the method of a name.
 * @param data what the method needs: see {@link needsOf}.
 * @throws if the name is unknown, or the method cannot be made from the settings.
 */
export function methodByName(name: string, settings: MethodSettings, data: MethodData): Explainer {
  return methodNamed(name).make(settings, data);
}

/** The data that a method needs with these settings. @throws if the name is unknown. */
export function needsOf(name: string, { baseline }: MethodSettings = {}): readonly MethodNeed[] {
  const { needs = [] } = methodNamed(name);
  const hasBaseline = baseline === 'zero' || baseline === 'blur';
  return hasBaseline ? needs.filter((need) => need !== 'baseline') : needs;
}

/** Whether the method's data are those of one concept, so that each concept has a method of its own. */
export function isPerConcept(name: string): boolean {
  return needsOf(name).some((need) => need === 'donors' || need === 'negatives' || need === 'others');
}

/** @throws, before any work, if a method needs a decoder and there is none. */
export function checkDecoder(names: readonly string[], hasDecoder: boolean): void {
  const name = hasDecoder ? undefined : names.find((method) => needsOf(method).includes('decoder'));
  if (name === undefined) return;
  throw usageError(
    `--method ${name} needs the decoder of the model; pass --decoder FILE, or choose another method.`,
  );
}

function methodNamed(name: string): Method {
  const method = (METHODS as Readonly<Record<string, Method>>)[name];
  if (method && Object.hasOwn(METHODS, name)) return method;
  const near = nearest(name, METHOD_NAMES).map((other) => `"${other}"`);
  throw usageError(
    `unknown method "${name}"; did you mean ${near.slice(0, -1).join(', ')} or ${near.at(-1)}?`,
  );
}
