import type { Command } from 'commander';
import { addDataOptions } from '../inputs/data-options.js';
import { count, numberFrom, seed } from '../methods/method-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';
import type { TrainCommandOptions } from '../train/train-model.js';

/** `csm train DATA --out model/`: a VAE of one's pictures. */
export function addTrain(program: Command, run: CommandRun): void {
  const command = program
    .command('train')
    .description('train a variational autoencoder on pictures, or on genes on spots; a stopped run continues')
    .argument('<data>', 'a folder of pictures, CelebA, a .npy, or a tissue with positions')
    .requiredOption(
      '--out <folder>',
      'the folder of the model, which the other commands take',
      filledText('out'),
    )
    .option('--size <n>', 'height and width of the pictures, a multiple of 8', count('--size'), 64)
    .option(
      '--channels <n>',
      '3 for colour, 1 for grey and for genes (default: 3; genes: 1)',
      count('--channels'),
    )
    .option('--latent <n>', 'dimensions of the latent', count('--latent'), 32)
    .option(
      '--filters <n,n,…>',
      'filters of the convolutions, each of which halves the size (default: 8,16,32)',
      list,
    )
    .option('--epochs <n>', 'passes over the data', count('--epochs'), 20)
    .option('--batch <n>', 'samples per step', count('--batch'), 32)
    .option('--learning-rate <x>', "Adam's learning rate", numberFrom('--learning-rate', 1e-9, 1), 1e-3)
    .option(
      '--kl-weight <x>',
      'weight of the KL divergence (default: that of the standard loss)',
      numberFrom('--kl-weight', 0, 1e6),
    )
    .option(
      '--validation <share>',
      'share of the data for validation',
      numberFrom('--validation', 0, 0.9),
      0.1,
    )
    .option(
      '--patience <n>',
      'stop after this many epochs without a better validation loss',
      count('--patience'),
    )
    .option(
      '--seed <n>',
      'seed of the weights, the order of the samples and all random draws',
      seed('--seed'),
      0,
    )
    .option('--json', 'print the result as JSON');
  addDataOptions(command).action(async (data: string, options: TrainCommandOptions) => {
    const { trainModel } = await import('../train/train-model.js');
    await trainModel(data, options, run);
  });
}

const list = (text: string) => text.split(',').map(count('--filters'));
