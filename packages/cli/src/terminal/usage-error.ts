import { nearest } from '@csm/base';
import { CommanderError } from 'commander';

/** The exit codes of the command. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const USAGE = 'csm.usage';

/** An error of the command line: the command prints the message and how to get help, and exits with code 2. */
export function usageError(message: string): Error {
  return new CommanderError(EXIT.usage, USAGE, message);
}

/**
 * One line about a wrong call: our own sentence, or commander's in the words of our other errors: `unknown option "--ouput"; did you mean
 * "--output"?`.
 */
export function usageSentence(error: CommanderError): string {
  if (error.code === USAGE) return ended(error.message);
  const [what = '', hint] = error.message
    .replace(/^error: /, '')
    .replaceAll("'", '"')
    .split('\n')
    .filter((line) => line !== '');
  const suggestion = hint && /^\(Did you mean (one of )?(.*)\?\)$/.exec(hint);
  if (!suggestion) return ended(inOurWords(what));
  const names = (suggestion[2] ?? '').split(', ').map((name) => `"${name}"`);
  return `${what}; did you mean ${names.join(' or ')}?`;
}

const ended = (text: string) => (/[.?]$/.test(text) ? text : `${text}.`);

/** A message of commander as one of ours. */
function inOurWords(message: string): string {
  const choice = /^option "(--[\w-]+)[^"]*" argument "(.*)" is invalid\. Allowed choices are (.*)\.$/s.exec(
    message,
  );
  if (choice) {
    const [, flag, value = '', names = ''] = choice;
    const [near] = nearest(value, names.split(', '), 1);
    return `option ${flag} must be one of ${names}; got "${value}"; did you mean "${near}"?`;
  }
  return message
    .replace(/^option "(--[\w-]+)[^"]*" argument missing$/, 'option $1 needs a value')
    .replace(/^required option "(--[\w-]+)[^"]*" not specified$/, 'option $1 is required')
    .replace(
      /^too many arguments for "(\w+)"\. Expected (\d+ arguments?) but got (\d+).*$/s,
      '$1 takes $2; got $3',
    );
}
