import { type Command, Option } from 'commander';
import type { FacesOptions } from '../faces/settings/options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText, nameList, wholeNumber } from '../terminal/values.js';

/** `csm faces [FOLDER]`: the paper's first experiment on labelled pictures, with a page. */
export function addFaces(program: Command, run: CommandRun): void {
  program
    .command('faces')
    .description(
      "run the paper's first experiment on labelled pictures: model, concepts, maps, controls and a page",
    )
    .argument(
      '[folder]',
      'CelebA, the CMU Face Images, or any folder of pictures with attributes.csv (default: synthetic faces)',
    )
    .optionsGroup('Output:')
    .option(
      '--out <folder>',
      'folder of all results; a stopped run continues from it',
      filledText('out'),
      'faces',
    )
    .option('--json', 'print the results of the concepts as JSON')
    .optionsGroup('Concepts:')
    .option(
      '--name <names>',
      "the attributes that get maps, such as Smiling,Eyeglasses (default for CelebA: the paper's six)",
      filledText('name'),
    )
    .option(
      '--examples <n>',
      "examples per side of a concept vector, or 'all' (default: 500; CMU: all)",
      examples,
    )
    .option(
      '--groups <column>',
      'own pictures: the column that says who or what is in a picture; no one is both in training and held out',
      filledText('groups'),
    )
    .optionsGroup('Maps:')
    .option(
      '--method <names>',
      'the methods that are drawn and measured; ours: integrated-gradients, counterfactual, rectified-gradient; ' +
        "the paper's: saliency, grad*input, intgrad, smoothgrad, elrp, deeplift, occlusion, guidedbp, deconv, rectgrad, " +
        'rectgradprr, rectgradmod, rectgradconst (default: ours)',
      nameList('method'),
    )
    .optionsGroup('Pictures and model:')
    .option(
      '--size <n>',
      "height and width of the pictures, except for the paper's model (default: 64; synthetic: 32)",
      wholeNumber('size', 8),
    )
    .addOption(
      new Option(
        '--resize <method>',
        'antialiased, or the nearest pixel as Keras does (default: bilinear; with --weights: nearest)',
      ).choices(['bilinear', 'nearest']),
    )
    .option(
      '--limit <n>',
      'CelebA: the first n pictures of each part; own pictures: n in all',
      wholeNumber('limit', 1),
    )
    .option('--seed <n>', 'seed of the model, order, split, draws and controls', wholeNumber('seed', 0), 1)
    .option('--epochs <n>', 'largest number of epochs', wholeNumber('epochs', 1))
    .option('--small', 'CelebA: 64×64 pictures and a small model, hours instead of days')
    .option(
      '--weights <file>',
      'CelebA: weights saved by Keras, such as checkpoint_celeba.hdf5, instead of training',
      filledText('weights'),
    )
    .optionsGroup("As in the paper's notebook:")
    .option(
      '--as-published',
      'CelebA: --train-on all --keep last --batch-norm moving --sample --resize nearest, 15 epochs of 10,000 steps of 20 pictures',
    )
    .addOption(
      new Option(
        '--train-on <what>',
        'all: the model, the concepts and the scores use all pictures, without validation (default: split)',
      ).choices(['split', 'all']),
    )
    .addOption(
      new Option(
        '--keep <epoch>',
        'the epoch with the lowest validation loss, or the last (default: best)',
      ).choices(['best', 'last']),
    )
    .addOption(
      new Option(
        '--batch-norm <what>',
        'recomputed after the training, or the moving averages as in Keras (default: recomputed)',
      ).choices(['recomputed', 'moving']),
    )
    .option('--sample', 'latents are one seeded draw of z per picture instead of its mean')
    .action(async (folder: string | undefined, options: FacesOptions) => {
      const { runFaces } = await import('../faces/run-faces.js');
      await runFaces(folder, options, run);
    });
}

function examples(text: string): number | 'all' {
  return text === 'all' ? text : wholeNumber('examples', 2)(text);
}
