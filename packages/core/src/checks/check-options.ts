import { describe } from './check-arguments.js';

/**
 * Checks what a function was given as its options: a misspelt one would have no effect, without a word.
 * @param caller name of the function that the error begins with.
 * @param known the names of all its options, as `{ steps: true, … }`, so that TypeScript asks for each.
 * @throws TypeError if it is no object, or has another option, which is named.
 */
export function checkOptions<Options extends object>(
  caller: string,
  options: Options,
  known: Readonly<Record<keyof Options, true>>,
): void {
  const names = Object.keys(known).join(', ');
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${caller}: expected an object of options (${names}); got ${describe(options)}.`);
  }
  const other = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (other === undefined) return;
  throw new TypeError(`${caller}: there is no option ${JSON.stringify(other)}; it has ${names}.`);
}
