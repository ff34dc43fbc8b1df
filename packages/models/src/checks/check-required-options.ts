import { checkOptions, invalidArgument, type KnownOptions } from '@csm/base';

/**
 * `checkOptions` for a function that cannot do without options.
 * @param example valid options, as the error shows them: `{ epochs: 10 }`.
 * @throws if there are no options, or as `checkOptions`.
 */
export function checkRequiredOptions<Options extends object>(
  caller: string,
  options: Options,
  known: NoInfer<KnownOptions<Options>>,
  example: string,
): void {
  if (options === undefined) {
    throw invalidArgument(`${caller}: expected options, such as ${example}; got undefined.`);
  }
  checkOptions(caller, options, known);
}
