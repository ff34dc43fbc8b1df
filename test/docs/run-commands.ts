import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { csm } from '@csm/cli';
import type { Block } from './blocks.js';
import { commandsOf } from './commands.js';

/** The calls of `csm` in a shell block, as lists of arguments. */
export const callsOfCsm = ({ language, text }: Block): string[][] =>
  language === 'sh'
    ? commandsOf(text).flatMap(({ words }) => {
        const [first, ...args] = words[0] === 'npx' ? words.slice(1) : words;
        return first === 'csm' ? [args] : [];
      })
    : [];

/** Whether the page's setup has put the model or data of a call, and the tables it names, into the working folder. */
function hasFiles([, first, ...others]: readonly string[]): boolean {
  const named = others.filter((word, i) => /^[^-].*\.[a-z]\w*$/.test(word) && others[i - 1] !== '--out');
  return [first, ...named].every((file) => file !== undefined && existsSync(file));
}

/**
 * Runs the calls of `csm` in a block whose files the page's setup has put into the working folder. Returns whether there were any;
 * throws with what the command printed if one fails.
 */
export async function runCommands(place: string, block: Block): Promise<boolean> {
  const calls = callsOfCsm(block).filter(hasFiles);
  for (const args of calls) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    stdout.resume();
    const printed: string[] = [];
    stderr.setEncoding('utf8').on('data', (text: string) => printed.push(text));
    const code = await csm(args, { stdout, stderr });
    if (code !== 0)
      throw new Error(`${place}: csm ${args.join(' ')}: exit code ${code}: ${printed.join('')}`);
  }
  return calls.length > 0;
}
