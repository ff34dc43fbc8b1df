import type { Command } from 'commander';
import type { ExportCommandOptions } from '../export/export-model.js';
import { addDataOptions } from '../inputs/data-options.js';
import { addMethodOptions, seed } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText, nameList } from '../terminal/values.js';

/** `csm export MODEL --out FILE`: the encoder, or an explanation, as an ONNX file. */
export function addExport(program: Command, run: CommandRun): void {
  const command = program
    .command('export')
    .description('write the encoder, or with --concepts its scores and maps, as an ONNX file')
    .argument('<model>', 'an .onnx file, a .keras file, or a folder with a model')
    .requiredOption('--out <file>', 'the .onnx file to write', filledText('out'))
    .option(
      '--concepts <folder>',
      'the folder of csm concept; without it, only the encoder is exported',
      filledText('concepts'),
    )
    .option('--name <names>', 'the concepts to export (default: all)', nameList('name'))
    .option(
      '--data <data>',
      'the data of methods that need samples, such as for a mean baseline',
      filledText('data'),
    )
    .option('--seed <n>', 'seed of all random draws', seed('--seed'), 0)
    .option('--json', 'print the result as JSON');
  addModelOptions(addDataOptions(addMethodOptions(command, undefined, 'one attribution method'))).action(
    async (model: string, options: ExportCommandOptions) => {
      const { exportModel } = await import('../export/export-model.js');
      await exportModel(model, options, run);
    },
  );
}
