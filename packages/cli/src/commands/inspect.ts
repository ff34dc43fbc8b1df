import type { Command } from 'commander';
import { addModelOptions, type ModelOptions } from '../models/model-options.js';
import type { CommandRun } from '../terminal/command-run.js';

interface InspectOptions extends ModelOptions {
  readonly json?: boolean | undefined;
}

/** `csm inspect MODEL`: what a model is, and which methods work on it. */
export function addInspect(program: Command, run: CommandRun): void {
  const command = program
    .command('inspect')
    .description('describe a model, and list the methods that work on it')
    .argument('<model>', 'an .onnx file, a .keras file, or a folder with a model of TensorFlow.js')
    .option('--json', 'print the description as JSON');
  addModelOptions(command).action(async (path: string, options: InspectOptions) => {
    // The libraries are loaded when the command runs, so that --help and wrong calls answer at once.
    const { inspectModel } = await import('../inspect/inspect-model.js');
    await inspectModel(path, options, run);
  });
}
