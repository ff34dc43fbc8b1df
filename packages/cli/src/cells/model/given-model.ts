import { invalidFile, unsupportedModel } from '@csm/base';
import { cellValues } from '../../inputs/counts/cell-inputs.js';
import { countsFor } from '../../inputs/counts/count-inputs.js';
import { columnsOfFeatures, featureOrder } from '../../inputs/counts/feature-order.js';
import type { CountValues } from '../../inputs/data-options.js';
import type { InputsFor } from '../../inputs/inputs-for.js';
import { openModel } from '../../models/open-model.js';
import type { OpenedModel } from '../../models/opened-model.js';
import type { CommandRun } from '../../terminal/command-run.js';
import type { CellsOptions } from '../cells-options.js';
import type { CellsData } from '../data/open-cells-data.js';
import type { CellModel } from './cell-model.js';

/** A model that the user gives. */
export interface GivenModel extends CellModel {
  readonly opened: OpenedModel;
  /** The values of `--counts`, or those that it was trained on. */
  readonly counts: CountValues;
}

/** Opens `--encoder` or `--second-encoder`, and finds its genes in the data. */
export async function givenModel(
  path: string,
  name: string,
  data: CellsData,
  options: CellsOptions,
  run: CommandRun,
): Promise<GivenModel> {
  const { latentOutput, input, given, engine, missingGenes = 'error' } = options;
  const opened = await openModel(path, { latentOutput, input, given, engine }, run);
  try {
    const { inputShape, latentSize } = opened.encoder;
    const [width = 0] = inputShape;
    if (inputShape.length !== 1) {
      throw unsupportedModel(
        `${path}: expected an encoder of vectors of genes, [genes]; it takes [${inputShape.join(', ')}]; csm report explains models of pictures.`,
      );
    }
    const genes = await genesOf(data, opened.inputs, options);
    const counts = countsFor(opened.inputs, options, run) ?? 'raw';
    return {
      ...{ name, encoder: opened.encoder, genes, missingGenes, opened, counts },
      values: cellValues(counts),
      description: `${path}, ${width.toLocaleString('en')} genes, ${latentSize} latent dimensions, computed in ${opened.engine}.`,
      dispose: () => opened.dispose(),
    };
  } catch (error) {
    await opened.dispose();
    throw error;
  }
}

/** Names that the data lack are an error, unless `--missing-genes zero`. */
async function genesOf(
  { path, counts }: CellsData,
  inputs: InputsFor,
  { features, missingGenes = 'error', given }: CellsOptions,
): Promise<readonly string[]> {
  const [width = 0] = inputs.inputShape;
  const wanted = await featureOrder(inputs, { features });
  if (wanted !== undefined && missingGenes === 'zero') return wanted;
  if (wanted === undefined && counts.genes.length !== width) {
    const other = given === undefined ? ', and its other inputs, such as a batch, with --given batch=0' : '';
    throw invalidFile(
      `${path}: expected ${width} genes, as many as the encoder takes; it has ${counts.genes.length}; pass the genes of the model with ` +
        `--features FILE, one per line in its order${other}.`,
    );
  }
  return columnsOfFeatures(path, counts.genes, wanted, width).map((gene) => counts.genes[gene] ?? '');
}
