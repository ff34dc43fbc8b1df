/** One command of a shell block. */
export interface Command {
  /** The words, without the settings of environment variables in front. */
  readonly words: readonly string[];
}

/** The commands of a shell block: lines that end with a backslash are joined, comments left out, `a && b` are two commands. */
export function commandsOf(text: string): Command[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/\s(?:&&|\|\|?)\s/))
    .map((command) =>
      [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? ''),
    )
    .map((words) => ({ words: words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))) }))
    .filter(({ words }) => words.length > 0);
}

/** The long options among some words: `--out` for `--out folder` and for `--out=folder`. */
export const optionsIn = (words: readonly string[]): string[] =>
  words.filter((word) => /^--\w/.test(word)).map((word) => word.replace(/=.*$/, ''));
