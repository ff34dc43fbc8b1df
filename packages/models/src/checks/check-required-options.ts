import { checkOptions, invalidArgument, type KnownOptions } from '@csm/base';

/**
 * `checkOptions` for a function that requires options.
 * @param example valid options, as the error shows them: `{ epochs: 10 }`.
 * @throws as `checkOptions`; also if no options were passed.
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
