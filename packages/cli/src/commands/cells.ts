import { type Command, Option } from 'commander';
import type { CellsOptions } from '../cells/cells-options.js';
import { addFolderOptions, COUNT_VALUES } from '../inputs/data-options.js';
import { count } from '../methods/method-options.js';
import type { CommandRun } from '../terminal/command-run.js';
import { filledText, nameList, wholeNumber } from '../terminal/values.js';
import { hvgOf, VECTOR_LIKELIHOODS } from '../train/train-options.js';

/** `csm cells DATA`: which genes carry a cell type, state or region in the latent of an encoder of cells, with a page. */
export function addCells(program: Command, run: CommandRun): void {
  const command = program
    .command('cells')
    .description(
      'rank the genes by which an encoder tells cell types, states or regions apart, test whether to believe the ranking, and write a page',
    )
    .argument(
      '<data>',
      'an .h5ad with cells or spots, an .h5 or a folder of 10x, or a folder of the 2016 arrays; raw counts',
    )
    .optionsGroup('Output:')
    .option(
      '--out <folder>',
      'folder of all results; a stopped run continues from it',
      filledText('out'),
      'cells',
    )
    .option('--json', 'print the verdicts and the first genes as JSON')
    .optionsGroup('Concepts, one source:')
    .option(
      '--labels <column>',
      'a column of obs, such as cell_type or leiden, or for spots a table with the columns spot and Layer: one concept per label',
      filledText('labels'),
    )
    .option(
      '--protein <rule>',
      'measured surface proteins, such as "CD14", "CD14>=512" or "CD4 T cell: CD3 and CD4 and not CD8a"; repeat it for more concepts',
      repeated('protein'),
    )
    .option(
      '--gene-sets <file>',
      'a .gmt file: one concept per gene set, the quarter of the cells that express it most against the quarter that express it least',
      filledText('gene-sets'),
    )
    .option(
      '--along <column>',
      'a column of numbers, such as pseudotime: the quarter of the cells with the largest against the quarter with the smallest',
      filledText('along'),
    )
    .option('--value <labels>', 'only these labels, or these gene sets', nameList('value'))
    .option(
      '--reference <label>',
      'the label that the others are compared with (default: all other cells)',
      filledText('reference'),
    )
    .optionsGroup('Data:')
    .option(
      '--donor <column>',
      'the column of obs with the donor or animal; its cells are alike, so that donors are counted, not cells',
      filledText('donor'),
    )
    .option(
      '--batch <column>',
      'the column of obs with the technical batch; cells are compared within a batch, and a trained model corrects for it',
      filledText('batch'),
    )
    .option('--layer <name>', 'h5ad: the layer with the raw counts, or raw (default: X)', filledText('layer'))
    .option(
      '--proteins <key>',
      'h5ad: the key of obsm with the proteins (default: protein_expression)',
      filledText('proteins'),
    )
    .option(
      '--spatial <key>',
      'h5ad: the key of obsm with the positions of spots (default: spatial, if the file has it)',
      filledText('spatial'),
    );
  addFolderOptions(command)
    .optionsGroup('A model of your own:')
    .option(
      '--encoder <path>',
      'an .onnx file, such as an export of scVI, a model of TensorFlow.js, or a folder that csm wrote (default: a model is trained)',
      filledText('encoder'),
    )
    .option(
      '--second-encoder <path>',
      'the same model, trained with another seed; without it, it is unknown whether the ranking survives a training',
      filledText('second-encoder'),
    )
    .option(
      '--features <file>',
      'the genes in the order that the encoder expects, one per line (default: as the model was trained)',
      filledText('features'),
    )
    .addOption(
      new Option(
        '--missing-genes <how>',
        'genes of the encoder that the data lack: an error, or zero counts (default: error)',
      ).choices(['error', 'zero']),
    )
    .addOption(
      new Option(
        '--counts <values>',
        'what the encoder expects: raw counts, log(1 + counts), or log(1 + counts per million or per 10,000) (default: raw, or as the model was trained)',
      ).choices(COUNT_VALUES),
    )
    .option(
      '--given <name=number...>',
      'the value of another input of the encoder, such as the batch: batch=0',
    )
    .option(
      '--input <name>',
      'the tensor where the encoder is to start, such as that behind its ln(1 + x), together with --counts log1p: genes are then ranked on that scale, which finds markers better than raw counts',
      filledText('input'),
    )
    .option('--latent-output <name>', 'the output that is the latent (default: the output of the mean)')
    .addOption(
      new Option(
        '--engine <engine>',
        'where to compute; auto is ONNX Runtime if onnxruntime-node is installed, and wasm otherwise',
      )
        .choices(['auto', 'onnxruntime', 'wasm', 'cpu'])
        .default('auto'),
    )
    .optionsGroup('A model that is trained:')
    .addOption(
      new Option('--likelihood <name>', 'the distribution of the counts (default: negativeBinomial)').choices(
        VECTOR_LIKELIHOODS,
      ),
    )
    .option('--hvg <n>', 'number of highly variable genes that the model has, or all (default: 2000)', hvgOf)
    .option('--latent <n>', 'dimensions of the latent (default: 10)', count('--latent'))
    .option(
      '--epochs <n>',
      'passes over the cells, at most (default: by the number of cells; a tenth of the cells decides when to stop)',
      count('--epochs'),
    )
    .addOption(
      new Option(
        '--seed <n,n>',
        'one training per seed (default: 0,1); with one, it is unknown whether the ranking survives another; with --encoder, one seed of all draws (default: 0)',
      ).argParser((text) => nameList('seed')(text).map(wholeNumber('seed', 0))),
    )
    .optionsGroup('Ranking:')
    .option(
      '--method <name>',
      'attribution method, such as integratedGradients, gradient, inputXGradient, gradientShap or deepLift (default: integratedGradients)',
      filledText('method'),
    )
    .option('--steps <n>', 'steps of integrated gradients (default: 32)', count('--steps'))
    .option(
      '--explained <n>',
      'at most this many cells of a concept are explained, drawn at random (default: 500)',
      count('--explained'),
    )
    .option(
      '--permutations <n>',
      'permutations of the labels, for p-values (default: 999)',
      wholeNumber('permutations', 19),
    )
    .option(
      '--enrich <file>',
      'a .gmt file of gene sets, which are tested in every ranking',
      filledText('enrich'),
    )
    .option(
      '--min-cells <n>',
      'leave out concepts with fewer cells on a side (default: 10)',
      wholeNumber('min-cells', 3),
    )
    .action(async (data: string, options: CellsOptions) => {
      const { runCells } = await import('../cells/run-cells.js');
      await runCells(data, options, run);
    });
}

/** Collects an option that may be repeated. */
function repeated(option: string): (text: string, before: readonly string[] | undefined) => string[] {
  const read = filledText(option);
  return (text, before = []) => [...before, read(text)];
}
