import type { Command } from 'commander';
import { addDataOptions } from '../inputs/data-options.js';
import { addMethodOptions, count, seed } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import type { ExplainCommandOptions } from '../results/explain-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText, nameList } from '../terminal/values.js';

/** `csm explain MODEL DATA`: concept scores and saliency maps. */
export function addExplain(program: Command, run: CommandRun): void {
  const command = program
    .command('explain')
    .description('write concept scores and concept saliency maps of inputs')
    .argument('<model>', 'the encoder: see csm inspect')
    .argument('<data>', 'pictures, a table, counts: see csm encode')
    .requiredOption('--concepts <folder>', 'the folder of csm concept', filledText('concepts'))
    .optionsGroup('Output:')
    .option(
      '--out <folder>',
      'folder of the maps; a stopped run continues from it',
      filledText('out'),
      'maps',
    )
    .option('--pictures', 'also write a PNG of every map, and of every map over its input')
    .option('--h5ad <file>', 'also write a copy of the .h5ad with scores and maps')
    .option('--json', 'print a summary as JSON')
    .optionsGroup('Inputs:')
    .option('--ids <names>', 'the inputs to explain (default: all)', nameList('ids'))
    .option('--limit <n>', 'explain only the first n inputs', count('--limit'))
    .option('--batch <n>', 'inputs that are explained at once (default: 8)', count('--batch'))
    .option('--seed <n>', 'seed of all random draws', seed('--seed'), 0);
  addModelOptions(addDataOptions(addMethodOptions(command))).action(
    async (model: string, data: string, options: ExplainCommandOptions) => {
      const { explainConcepts } = await import('../results/explain-concepts.js');
      await explainConcepts(model, data, options, run);
    },
  );
}
