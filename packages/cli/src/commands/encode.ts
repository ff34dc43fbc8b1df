import type { Command } from 'commander';
import type { EncodeCommandOptions } from '../encode/encode-data.js';
import { addDataOptions } from '../inputs/data-options.js';
import { count, seed } from '../methods/method-options.js';
import { addModelOptions } from '../models/model-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';

/** `csm encode MODEL DATA --out latents/`: the latents of all samples. */
export function addEncode(program: Command, run: CommandRun): void {
  const command = program
    .command('encode')
    .description('write the latents of all samples; a stopped run continues')
    .argument('<model>', 'an .onnx file, a .keras file, or a folder with a model')
    .argument(
      '<data>',
      'pictures, a .npy, a table, or counts: an .h5ad, an .h5 or folder of 10x, a folder of Visium',
    )
    .requiredOption('--out <folder>', 'where latents.npy and ids.json are written', filledText('out'))
    .option('--csv', 'also write latents.csv')
    .option('--h5ad <file>', 'also write a copy of the .h5ad with the latents in obsm', filledText('h5ad'))
    .option('--draw', 'one draw of the posterior per sample instead of its mean')
    .option('--seed <n>', 'seed of the draws', seed('--seed'), 0)
    .option('--batch <n>', 'samples that are encoded at once', count('--batch'), 32)
    .option('--json', 'print the result as JSON');
  addDataOptions(addModelOptions(command)).action(
    async (model: string, data: string, options: EncodeCommandOptions) => {
      const { encodeData } = await import('../encode/encode-data.js');
      await encodeData(model, data, options, run);
    },
  );
}
