import { parseArgs } from 'node:util';
import { line } from './outcome.js';
import { READER_NAMES } from './readers.js';
import { run } from './run.js';

// npx tsx test/fuzz/main.ts [--reader NAME]… [--files 200] [--seed 1] [--all]
// Reads damaged files, the given number with each reader, in a child process. Prints one line per reader and each fault;
// with --all, each file.

const { values } = parseArgs({
  options: {
    reader: { type: 'string', multiple: true, default: [...READER_NAMES] },
    files: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
  },
});
for (const reader of values.reader) {
  const summary = await run(reader, {
    files: Number(values.files),
    seed: Number(values.seed),
    onOutcome: ({ kind, number, file, message }) => {
      const isFine = kind === 'opened' || kind === 'refused';
      if (isFine && !values.all) return;
      console.log(`  ${kind}: ${reader}, seed ${values.seed}, file ${number} (${file}): ${message ?? ''}`);
      if (!isFine) process.exitCode = 1;
    },
  });
  console.log(line(reader, summary));
}
