import { afterAll, describe, it } from 'vitest';
import { checkCommand } from './check-command.js';
import { commandsOf } from './commands.js';
import { byPlace } from './pages.js';
import { type Result, writeResults } from './results.js';

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
