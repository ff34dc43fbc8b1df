import { type Command, Option } from 'commander';
import { addDataOptions } from '../inputs/data-options.js';
import { count, numberFrom, seed } from '../methods/method-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText } from '../terminal/values.js';
import { hvgOf, type TrainCommandOptions, VECTOR_LIKELIHOODS } from '../train/train-options.js';

/** `csm train DATA --out model/`: a VAE of one's pictures, cells or numbers. */
export function addTrain(program: Command, run: CommandRun): void {
  const command = program
    .command('train')
    .description(
      'train a variational autoencoder on pictures, genes on spots, cells or rows of numbers; a stopped run continues',
    )
    .argument(
      '<data>',
      'a folder of pictures, CelebA, Parquet of pictures, a .npy, a table of numbers, or counts: an .h5ad, an .h5 or folder of 10x, a tissue',
    )
    .requiredOption(
      '--out <folder>',
      'the folder of the model, which the other commands take',
      filledText('out'),
    )
    .option('--latent <n>', 'dimensions of the latent (default: 32; vectors: 10)', count('--latent'))
    .option(
      '--epochs <n>',
      'passes over the data (default: 20; vectors: as many as the number of samples needs)',
      count('--epochs'),
    )
    .option('--batch <n>', 'samples per step (default: 32; vectors: 128)', count('--batch'))
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
      'stop after this many epochs without a better validation loss (default: all epochs; vectors: 15, and at least 150 steps)',
      count('--patience'),
    )
    .option(
      '--seed <n>',
      'seed of the weights, the order of the samples and all random draws',
      seed('--seed'),
      0,
    )
    .option('--json', 'print the result as JSON')
    .optionsGroup('Pictures, and genes on spots:')
    .option('--size <n>', 'height and width of the pictures, a multiple of 8 (default: 64)', count('--size'))
    .option(
      '--channels <n>',
      '3 for colour, 1 for grey and for genes (default: 3; genes: 1)',
      count('--channels'),
    )
    .option(
      '--filters <n,n,…>',
      'filters of the convolutions, each of which halves the size (default: 8,16,32)',
      list('--filters'),
    )
    .optionsGroup('Cells, and rows of numbers:')
    .addOption(
      new Option(
        '--samples <what>',
        'counts: cells as vectors of genes, or genes as pictures on their spots (default: genes if there are positions, otherwise cells)',
      ).choices(['cells', 'genes']),
    )
    .addOption(
      new Option(
        '--likelihood <name>',
        'the distribution of the values (default: negativeBinomial for counts, gaussian for numbers)',
      ).choices(VECTOR_LIKELIHOODS),
    )
    .option(
      '--hidden <n,n,…>',
      'units of the hidden layers of the encoder; the decoder has them in reverse order (default: 128)',
      list('--hidden'),
    )
    .option('--hvg <n>', 'number of highly variable genes that the model has, or all (default: 2000)', hvgOf)
    .option(
      '--batch-column <name>',
      'the column of obs with the technical batch, which the decoder gets as an input, so that the latent need not contain it',
      filledText('batch-column'),
    );
  addDataOptions(command).action(async (data: string, options: TrainCommandOptions) => {
    const { trainModel } = await import('../train/train-model.js');
    await trainModel(data, options, run);
  });
}

const list = (flag: string) => (text: string) => text.split(',').map(count(flag));
