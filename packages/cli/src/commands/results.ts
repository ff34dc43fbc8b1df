import type { Command } from 'commander';
import { count } from '../methods/method-options.js';
import { addPlanArgument } from '../scale/plan-arguments.js';
import type { ResultsCommandOptions } from '../scale/results/results-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm results PLAN`: what a plan computed. */
export function addResults(program: Command, run: CommandRun): void {
  const command = program
    .command('results')
    .description('read what a plan computed: a summary, the inputs with the highest scores, or one map');
  addPlanArgument(command, true)
    .option('--concept <name>', 'only this concept', filledText('concept'))
    .option('--top <k>', 'the k inputs with the highest scores of the concept', count('--top'))
    .option('--lowest', 'with --top: those with the lowest scores')
    .option('--id <name>', 'the scores of this input', filledText('id'))
    .option(
      '--out <file>',
      'write the map of the input, or without --id the mean map of the concept, as .npy or .png',
      filledText('out'),
    )
    .option('--exact', 'with --id: explain the input again, for every number of its map')
    .option('--verify', 'compare all results with their hashes')
    .option('--json', 'print the result as JSON')
    .action(async (plan: string, options: ResultsCommandOptions) => {
      const { readResults } = await import('../scale/results/read-results.js');
      await readResults(plan, options, run);
    });
}
