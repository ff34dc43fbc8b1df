import { invalidArgument } from '../errors.js';
import { typeName } from './type-name.js';
import { validNames } from './valid-names.js';

/**
 * The names of all options, such as `{ steps: true, seed: true }`: TypeScript reports a missing one. If an option is
 * itself an object of options, give its names instead of `true` to check it as well: `{ sample: { seed: true } }`.
 */
export type KnownOptions<Options> = { readonly [Name in keyof Options]-?: true | Nested<Options[Name]> };

type Nested<Value> = Value extends readonly unknown[] | ((...args: never) => unknown)
  ? never
  : Value extends object
    ? KnownOptions<Value>
    : never;

/**
 * Checks the options that were passed to a function. Without the check, a misspelt option would silently have no
 * effect.
 *
 * Nested options are checked if they are plain objects; any other value must be checked by the function.
 *
 * @param caller name of the function; the error begins with it.
 * @param options `undefined` counts as no options.
 * @param known the names of all options.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if the options are not an object or have an unknown name.
 * @category Check arguments
 */
export function checkOptions<Options extends object>(
  caller: string,
  options: Options | undefined,
  known: NoInfer<KnownOptions<Options>>,
): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const names = Object.keys(known).join(', ');
    throw invalidArgument(`${caller}: expected an object of options (${names}); got ${typeName(options)}.`);
  }
  checkNames(caller, '', options, known);
}

/**
 * Checks options that a function requires.
 * @throws as {@link checkOptions}; also if the options are undefined.
 */
export function checkRequiredOptions<Options extends object>(
  caller: string,
  options: Options,
  known: NoInfer<KnownOptions<Options>>,
): void {
  if (options === undefined) {
    const names = Object.keys(known).join(', ');
    throw invalidArgument(`${caller}: expected an object of options (${names}); got undefined.`);
  }
  checkOptions(caller, options, known);
}

function checkNames(caller: string, prefix: string, options: object, known: object): void {
  const names = Object.keys(known).map((name) => prefix + name);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name)) {
      const unknown = prefix + name;
      const hint = validNames('options', unknown, names);
      throw invalidArgument(`${caller}: unknown option ${JSON.stringify(unknown)}; ${hint}.`);
    }
    const nested: unknown = (known as Record<string, unknown>)[name];
    if (typeof nested === 'object' && nested !== null && isPlainObject(value)) {
      checkNames(caller, `${prefix}${name}.`, value, nested);
    }
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
