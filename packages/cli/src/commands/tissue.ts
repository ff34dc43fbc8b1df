import { type Command, Option } from 'commander';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText, nameList, wholeNumber } from '../terminal/values.js';
import type { TissueOptions } from '../tissue/run-tissue.js';

/** `csm tissue PATH …`: the paper's second experiment on spatial transcriptomics, with a page. */
export function addTissue(program: Command, run: CommandRun): void {
  program
    .command('tissue')
    .description(
      "run the paper's second experiment on spatial transcriptomics: model, concepts, maps, controls and a page",
    )
    .argument(
      '<path...>',
      'an .h5ad with spots, a Visium folder (outs of Space Ranger), or a folder with one replicate of the 2016 arrays',
    )
    .optionsGroup('Output:')
    .option(
      '--out <folder>',
      'folder of all results; a stopped training continues from it',
      filledText('out'),
      'tissue',
    )
    .option('--json', 'print concepts and certificates as JSON')
    .optionsGroup('Concepts:')
    .option(
      '--genes <names>',
      "marker genes, one concept each (default: the paper's Penk, Doc2g, Kctd12, or the most spatially variable genes)",
      nameList('genes'),
    )
    .option(
      '--labels <column>',
      'a column of obs, or a table with the columns spot and Layer: one concept per label, and maps are compared with the labels',
      filledText('labels'),
    )
    .option(
      '--value <labels>',
      'the labels that get a concept (default: the six with the most spots)',
      nameList('value'),
    )
    .option('--count <n>', 'genes per concept, including the marker (default: 50)', wholeNumber('count', 2))
    .optionsGroup('Data:')
    .option('--layer <name>', 'h5ad: the layer with the raw counts, or raw (default: X)', filledText('layer'))
    .option(
      '--spatial <key>',
      'h5ad: the key of the positions in obsm (default: spatial)',
      filledText('spatial'),
    )
    .option(
      '--library <names>',
      "h5ad: the slide or slides, if uns['spatial'] has several; each is analysed separately",
      nameList('library'),
    )
    .option(
      '--slide <names>',
      'folder: the sample or samples, if it holds several, as those of GEO do; each is analysed separately',
      nameList('slide'),
    )
    .option(
      '--bin <µm>',
      'Visium HD: the side of a bin, one of those in the folder or a multiple; a whole slide needs 64 or more',
      wholeNumber('bin', 1),
    )
    .option(
      '--min-spots <n>',
      'leave out genes with counts at fewer spots (default: 10; 2016 arrays: 1)',
      wholeNumber('min-spots', 1),
    )
    .option(
      '--max-genes <n>',
      'the most spatially variable genes, or all (default: 2000; 2016 arrays: all)',
      (text) => (text === 'all' ? text : wholeNumber('max-genes', 10)(text)),
    )
    .option(
      '--cells <n>',
      'height and width of the pictures of genes (default: a cell per spot, 80 for a Visium slide; 2016 arrays: 32)',
      wholeNumber('cells', 8),
    )
    .optionsGroup('Maps:')
    .option(
      '--method <names>',
      "methods whose maps are drawn; the first one makes the paper's figure (default: rectgrad,integratedGradients,decoderMapOverMean); of the paper's code: " +
        'saliency, grad*input, intgrad, smoothgrad, elrp, deeplift, occlusion, guidedbp, deconv, rectgrad, rectgradprr, rectgradmod, ' +
        'rectgradconst; of @csm/explainers: gradient, inputXGradient, integratedGradients, guidedBackprop, rectifiedGradient95, rectifiedGradient80, decoderMapOverMean',
      nameList('method'),
    )
    .option(
      '--controls <n>',
      'random concept vectors for comparison, at least 2 (default: 8; 2016 arrays: 20)',
      wholeNumber('controls', 2),
    )
    .optionsGroup('Model:')
    .addOption(
      new Option('--seed <n,n>', 'one training per seed; with two or more, the page says how much they agree')
        .argParser((text) => nameList('seed')(text).map(wholeNumber('seed', 0)))
        .default([0], '0'),
    )
    .option(
      '--epochs <n>',
      'epochs of a training (default: 6; 2016 arrays: 10, as in the paper)',
      wholeNumber('epochs', 1),
    )
    .option(
      '--weights <path>',
      "instead of training: weights that Keras saved, such as the authors' vae_rep1.hdf5, or the folder model of an earlier run",
      filledText('weights'),
    )
    .optionsGroup("As in the paper's notebook:")
    .addOption(
      new Option(
        '--batch-norm <what>',
        'statistics recomputed over all genes, or the moving averages of the training (default: recomputed)',
      ).choices(['recomputed', 'moving']),
    )
    .option(
      '--sample',
      'latents and maps of one draw of the posterior per gene, with the seed, instead of its mean',
    )
    .option('--as-published', '--sample --batch-norm moving --method rectgrad')
    .action(async (paths: string[], options: TissueOptions) => {
      const { runTissue } = await import('../tissue/run-tissue.js');
      await runTissue(paths, options, run);
    });
}
