#!/usr/bin/env node
import { sentence } from '@csm/base';
import { csm } from './index.js';

// A reader such as head closes the pipe when it has enough; that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

/** An error outside of the promise of a command. It is printed as one sentence, too. */
function fail(error: unknown): void {
  process.stderr.write(`csm: ${sentence(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(1);
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exitCode = await csm(process.argv.slice(2));
