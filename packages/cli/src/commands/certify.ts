import type { Command } from 'commander';
import { TEST_SIZE } from '../concepts/test-size.js';
import { addDataOptions } from '../inputs/data-options.js';
import { addMethodOptions, count, seed } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import type { CertifyCommandOptions } from '../results/certify-concepts.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm certify MODEL DATA`: whether to believe concepts and their maps. */
export function addCertify(program: Command, run: CommandRun): void {
  const command = program
    .command('certify')
    .description('test with held-out examples whether to believe concepts and their maps')
    .argument('<model>', 'the encoder: see csm inspect')
    .argument('<data>', 'pictures, a table, counts: see csm encode')
    .requiredOption('--concepts <folder>', 'the folder of csm concept', filledText('concepts'))
    .optionsGroup('Output:')
    .option('--out <folder>', 'folder of the certificates', filledText('out'), 'certificates')
    .option('--json', 'print the certificates as JSON')
    .optionsGroup('Test:')
    .option(
      '--examples <n>',
      'maximum number of held-out examples per side',
      count('--examples'),
      TEST_SIZE.examples,
    )
    .option('--inputs <n>', 'inputs with the concept that are explained', count('--inputs'), TEST_SIZE.inputs)
    .option('--permutations <n>', 'permutations of the labels (default: 999)', count('--permutations'))
    .option('--batch <n>', 'inputs that are explained at once (default: 8)', count('--batch'))
    .option('--seed <n>', 'seed of all random draws', seed('--seed'), 0);
  addModelOptions(addDataOptions(addMethodOptions(command, undefined, 'one attribution method'))).action(
    async (model: string, data: string, options: CertifyCommandOptions) => {
      const { certifyConcepts } = await import('../results/certify-concepts.js');
      await certifyConcepts(model, data, options, run);
    },
  );
}
