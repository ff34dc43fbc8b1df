import { readFileSync } from 'node:fs';
import { afterAll, describe, it } from 'vitest';
import { checkCommand } from './check-command.js';
import { commandsOf } from './commands.js';
import { byPlace, pages, root } from './pages.js';
import { type Result, writeResults } from './results.js';

/** Calls of `csm` in the text of a page, such as `csm inspect MODEL`; those with a placeholder for the command left out. */
const callsInText = pages.flatMap((page) => {
  const text = readFileSync(root + page.path, 'utf8').replace(/^ *```.*?^ *```$/gms, '');
  const calls = [...text.matchAll(/`((?:npx )?csm [a-z]+ [^`]+)`/g)].map(([, call = '']) => call);
  return calls.filter((call) => !call.includes('…')).map((call) => [page.path, call, page] as const);
});

describe('calls of csm in the text', () => {
  it.each(callsInText)('%s: %s', (_, call, page) => {
    // An optional argument may be left out.
    for (const command of commandsOf(call.replace(/\[.*?\]/g, ''))) checkCommand(command, page);
  });
});

describe('commands of shell blocks', () => {
  const results: Result[] = [];
  afterAll(() => writeResults('commands', results));

  it.each(byPlace(['sh']))('%s', (place, { page, block }) => {
    const commands = commandsOf(block.text);
    if (commands.length === 0) throw new Error(`${place}: expected commands; got none.`);
    for (const command of commands) checkCommand(command, page);
    results.push({ place, language: 'sh', how: 'checked' });
  });
});
