import { CommanderError } from 'commander';

/** The exit codes of the command. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const USAGE = 'csm.usage';

/** An error of the command line: the command prints the message and how to get help, and exits with code 2. */
export function usageError(message: string): Error {
  return new CommanderError(EXIT.usage, USAGE, message);
}

/** One line about a wrong call: our own sentence, or commander's in the words of our other errors: `unknown option "--ouput"; did you mean "--output"?`. */
export function usageSentence(error: CommanderError): string {
  if (error.code === USAGE) return error.message;
  const lines = error.message
    .replace(/^error: /, '')
    .replaceAll("'", '"')
    .split('\n')
    .filter((line) => line !== '');
  const [what = '', hint] = lines;
  const suggestion = hint && /^\(Did you mean (one of )?(.*)\?\)$/.exec(hint);
  if (!suggestion) return what.endsWith('.') ? what : `${what}.`;
  const names = (suggestion[2] ?? '').split(', ').map((name) => `"${name}"`);
  return `${what}; did you mean ${names.join(' or ')}?`;
}
