import type { Command } from 'commander';
import { addConceptOptions } from '../concepts/concept-options.js';
import type { ConceptCommandOptions } from '../concepts/make-concepts.js';
import { addDataOptions } from '../inputs/data-options.js';
import { count } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm concept MODEL DATA`: concept vectors from labelled samples. */
export function addConcept(program: Command, run: CommandRun): void {
  const command = program
    .command('concept')
    .description('make concept vectors from labels, folders, gene sets or the nearest samples')
    .argument('<model>', 'the encoder: see csm inspect')
    .argument('<data>', 'pictures, a table, counts: see csm encode')
    .optionsGroup('Output:')
    .option('--out <folder>', 'folder of the concepts', filledText('out'), 'concepts')
    .option('--json', 'print the concepts as JSON')
    .option('--batch <n>', 'samples that are encoded at once (default: 8)', count('--batch'));
  addModelOptions(addDataOptions(addConceptOptions(command))).action(
    async (model: string, data: string, options: ConceptCommandOptions) => {
      const { makeConcepts } = await import('../concepts/make-concepts.js');
      await makeConcepts(model, data, options, run);
    },
  );
}
