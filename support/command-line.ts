import { type ParseArgsConfig, parseArgs } from 'node:util';
import { validNames } from '@csm/base';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** A program that is started from the command line. */
export interface Command<Options extends OptionTable> {
  /** Printed by `--help`, and after a mistake on the command line. */
  readonly usage: string;
  /** As in `parseArgs` of `node:util`; `--help` is added. */
  readonly options: Options;
  /** Called with the values of the options, the other arguments, and a signal that Ctrl+C aborts. */
  readonly run: (
    values: ReturnType<typeof parse<Options>>['values'],
    positionals: readonly string[],
    signal: AbortSignal,
  ) => Promise<void>;
}

/** The cause of errors about the command line, which are printed with the usage. */
const USAGE = 'usage';

/** An error about the command line: {@link runCommand} prints the message and the usage, and the exit code is 2. */
export function usageError(message: string): Error {
  return new Error(message, { cause: USAGE });
}

/**
 * Runs a program. `--help` prints the usage. An unknown option or an invalid value prints one sentence and the usage, any
 * other error only its message.
 * @returns the exit code: 0, 1 after an error, or 2 after a mistake on the command line.
 */
export async function runCommand<Options extends OptionTable>(
  { usage, options, run }: Command<Options>,
  args: readonly string[] = process.argv.slice(2),
): Promise<0 | 1 | 2> {
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('stopped by Ctrl+C; run the same command again to continue'));
  process.once('SIGINT', stop);
  try {
    if (args.includes('--help') || args.includes('-h')) {
      console.log(usage);
      return 0;
    }
    const { values, positionals } = parse(args, options);
    await run(values, positionals, abort.signal);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (!(error instanceof Error) || error.cause !== USAGE) return 1;
    console.error(`\n${usage}`);
    return 2;
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Reads a whole number from the command line. @throws unless it is at least `least`. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw usageError(`--${option} must be a whole number of at least ${least}; got "${text}".`);
}

/** Reads names that are separated by commas. @throws if one is empty or a duplicate. */
export function nameList(option: string, text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw usageError(`--${option} must be names that are separated by commas; got "${text}".`);
  }
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate !== undefined) throw usageError(`--${option} names "${duplicate}" twice; name it once.`);
  return names;
}

function parse<Options extends OptionTable>(args: readonly string[], options: Options) {
  const parsed = parseStrictly(args, options);
  // An empty folder would be the root of the disk.
  const empty = Object.entries(parsed.values).find(([, value]) => value === '');
  if (empty) throw usageError(`--${empty[0]} needs a value.`);
  return parsed;
}

function parseStrictly<Options extends OptionTable>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usageError(sentenceAbout(error, Object.keys(options)));
  }
}

function sentenceAbout(error: unknown, options: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string };
  const [, name = ''] = /'(-[^'\s]*)/.exec(message) ?? [];
  const names = [...options, 'help'].map((option) => `--${option}`);
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return `Unknown option "${name}"; ${validNames('options', name, names)}.`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return /does not take/.test(message) ? `${name} takes no value.` : `${name} needs a value.`;
  }
  return message;
}
