import { type Command, Option } from 'commander';
import { addDataOptions } from '../inputs/data-options.js';
import { addMethodOptions, count, seed } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import type { PlanCommandOptions } from '../scale/plan/plan-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText, nameList } from '../terminal/values.js';

/** `csm plan MODEL DATA`: the plan of a run on several processes or machines. */
export function addPlan(program: Command, run: CommandRun): void {
  const command = program
    .command('plan')
    .description('plan the scores and maps of many inputs, in numbered shards for many processes')
    .argument('<model>', 'the encoder: see csm inspect')
    .argument('<data>', 'pictures, a table, counts: see csm encode')
    .requiredOption('--concepts <folder>', 'the folder of csm concept', filledText('concepts'))
    .optionsGroup('Output:')
    .requiredOption(
      '--out <store>',
      'where plan and results are put: an empty folder, or s3://bucket/prefix',
      filledText('out'),
    )
    .option('--shards <n>', 'number of shards', count('--shards'))
    .option(
      '--shard-size <n>',
      'inputs per shard (default: at most 512, and at most 64 MB of maps)',
      count('--shard-size'),
    )
    .addOption(
      new Option(
        '--maps <kind>',
        'maps that are kept: full, pooled to at most 16 × 16, or none (default: pooled for pictures, full for up to 256 features, otherwise none)',
      ).choices(['pooled', 'full', 'none']),
    )
    .option('--no-certificates', 'make no certificates of the concepts')
    .option('--json', 'print the plan in figures as JSON')
    .optionsGroup('Inputs:')
    .option('--ids <names>', 'the inputs to explain (default: all)', nameList('ids'))
    .option('--limit <n>', 'explain only the first n inputs', count('--limit'))
    .option('--batch <n>', 'inputs that are explained at once (default: 8)', count('--batch'))
    .option('--seed <n>', 'seed of all random draws', seed('--seed'), 0);
  addModelOptions(addDataOptions(addMethodOptions(command, undefined, 'one attribution method'))).action(
    async (model: string, data: string, options: PlanCommandOptions) => {
      const { planMaps } = await import('../scale/plan/plan-maps.js');
      await planMaps(model, data, options, run);
    },
  );
}
