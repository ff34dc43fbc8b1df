import type { Command } from 'commander';
import { addConceptOptions } from '../concepts/concept-options.js';
import { addDataOptions } from '../inputs/data-options.js';
import { addMethodOptions, count } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import { AUTO_METHODS, type ReportOptions } from '../report/report-options.js';
import type { CommandRun } from '../terminal/command-run.js';

const METHODS = 'attribution methods, separated by commas; auto takes those that fit the model';

/** `csm report MODEL DATA --out report.html`: a page about a model's concepts, their maps, and whether to believe them. */
export function addReport(program: Command, run: CommandRun): void {
  const command = program
    .command('report')
    .description('write one HTML page: inputs, maps, scores, and whether to believe them')
    .argument('<model>', 'an .onnx file, a .keras file, or a folder with a model of TensorFlow.js')
    .argument(
      '<data>',
      'a folder or Parquet file of pictures, a table, an .npy or .h5ad file, or a folder of spots',
    )
    .requiredOption(
      '--out <file>',
      'the page, such as report.html; numbers are written to the folder report-files next to it',
    )
    .option('--title <text>', 'title of the page')
    .option('--limit <n>', 'inputs with each concept that the page shows', count('--limit'), 4)
    .option('--concepts <folder>', 'the folder of csm concept; without it, one source below')
    .option('--json', 'print verdicts and files as JSON');
  addModelOptions(addDataOptions(addConceptOptions(addMethodOptions(command, AUTO_METHODS, METHODS)))).action(
    async (model: string, data: string, options: ReportOptions) => {
      const { writeReport } = await import('../report/write-report.js');
      await writeReport(model, data, options, run);
    },
  );
}
