import {
  checkBoolean,
  checkCount,
  checkList,
  checkOneOf,
  checkRequiredOptions,
  checkSeed,
  invalidArgument,
  typeName,
} from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { randomStream } from '../../random-stream.js';
import { LIKELIHOODS, type Likelihood } from '../../training/likelihood/likelihood.js';
import { makeVae } from '../make-vae.js';
import type { Vae } from '../vae.js';
import { GeneParameter } from './gene-parameter.js';
import type { GeneVaeOptions } from './gene-vae-options.js';
import { Log1p } from './log1p-layer.js';

/** The options with all defaults. */
type Description = {
  readonly [name in keyof Omit<Required<GeneVaeOptions>, 'geneMeans'>]: NonNullable<GeneVaeOptions[name]>;
} & Pick<GeneVaeOptions, 'geneMeans'>;

/** The initialiser of the next layer's kernel. */
type NextKernel = () => { kernelInitializer: ReturnType<typeof initializers.glorotUniform> };

/**
 * Builds a VAE over genes, untrained: one sample per cell or spot, one input per gene. It is a small scVI (Lopez et al. 2018, Nature
 * Methods 15:1053).
 *
 * Encoder: `[n, genes]` raw counts; ln(1 + x); Dense, BatchNorm and ReLU for each hidden layer; two Dense, `z_mean` and `z_log_var`. Decoder:
 * Dense, BatchNorm and ReLU for each hidden layer in reverse order; then the outputs of the likelihood:
 *
 * | likelihood | decoder's outputs |
 * | --- | --- |
 * | `'poisson'` | `fraction` `[n, genes]`: each gene's share of the counts of a cell (softmax). The mean count is μ = total × fraction, where the total is the observed sum of the counts of the cell over the model's genes |
 * | `'negativeBinomial'` | `fraction`, and `log_dispersion` `[n, genes]`: ln θ, one trained number per gene; the variance is μ + μ² / θ |
 * | `'zeroInflatedNegativeBinomial'` | the same, and `dropout_logits` `[n, genes]`: logits of the probability that a count is 0 for technical reasons |
 * | `'gaussian'` | `mean` `[n, genes]`, and `log_variance` `[n, genes]`, one trained number per gene |
 *
 * With `batches`, the decoder has a second input, `batch_input` `[n, batches]`, one-hot, which is concatenated to the latent; with
 * `encodeBatch`, the encoder has one, too. `trainVae(vae, counts, { batch })` makes it from the index of each cell's batch. To explain
 * such an encoder, give it: `layersEncoder(vae.encoder, { given: { batch_input } })`.
 *
 * `layersEncoder(vae.encoder)` of `@csm/core` explains raw counts; start after the logarithm with `{ input: 'log1p' }` to explain
 * ln(1 + x) instead. `layersDecoder(vae.decoder, { output: 'fraction' })` decodes latents.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for an invalid option, or if no tfjs backend is ready.
 *
 * @example
 * const vae = geneVae({ genes: 2000, seed: 1 });
 * await trainVae(vae, counts, { ...geneTraining }); // counts: an ndarray [cells, 2000]
 * @category Architectures
 */
export function geneVae(options: GeneVaeOptions): Vae {
  const description = checkGeneVaeOptions(options);
  checkBackend('geneVae');
  const { genes, latentSize, likelihood, batches, seed } = description;
  const random = randomStream(seed);
  // tfjs treats a seed of 0 as no seed.
  const nextKernel = () => ({
    kernelInitializer: initializers.glorotUniform({ seed: random.integer(1, 0x7fffffff) }),
  });
  const encoder = buildEncoder(description, nextKernel);
  const decoder = buildDecoder(description, nextKernel);
  if (description.geneMeans) startFrom(decoder, description.geneMeans, likelihood);
  const parts = { name: 'genes', encoder, decoder, inputShape: [genes], latentSize, likelihood };
  return makeVae({ ...parts, ...(batches > 0 && { batches }) }, 'standard');
}

function buildEncoder(description: Description, nextKernel: NextKernel): LayersModel {
  const { genes, hidden, latentSize, batches, encodeBatch, log1p } = description;
  const expression = input({ shape: [genes], name: 'gene_input' });
  const batch = encodeBatch ? input({ shape: [batches], name: 'batch_input' }) : undefined;
  let x = log1p ? apply(new Log1p({ name: 'log1p' }), expression) : expression;
  if (batch) x = concatenated(x, batch);
  x = withHidden(x, hidden, description, nextKernel);
  const mean = apply(layers.dense({ name: 'z_mean', units: latentSize, ...nextKernel() }), x);
  const logVariance = apply(layers.dense({ name: 'z_log_var', units: latentSize, ...nextKernel() }), x);
  const inputs = batch ? [expression, batch] : expression;
  return model({ name: 'encoder', inputs, outputs: [mean, logVariance] });
}

function buildDecoder(description: Description, nextKernel: NextKernel): LayersModel {
  const { genes, hidden, latentSize, likelihood, batches } = description;
  const latent = input({ shape: [latentSize], name: 'latent_input' });
  const batch = batches > 0 ? input({ shape: [batches], name: 'batch_input' }) : undefined;
  const start = batch ? concatenated(latent, batch) : latent;
  const x = withHidden(start, hidden.toReversed(), description, nextKernel);
  const output = (name: string, activation: 'linear' | 'softmax') =>
    apply(layers.dense({ name, units: genes, activation, ...nextKernel() }), x);
  const perGene = (name: string) => apply(new GeneParameter({ name, units: genes }), latent);
  const outputs = {
    poisson: () => [output('fraction', 'softmax')],
    negativeBinomial: () => [output('fraction', 'softmax'), perGene('log_dispersion')],
    zeroInflatedNegativeBinomial: () => [
      output('fraction', 'softmax'),
      perGene('log_dispersion'),
      output('dropout_logits', 'linear'),
    ],
    gaussian: () => [output('mean', 'linear'), perGene('log_variance')],
  }[likelihood]();
  return model({ name: 'decoder', inputs: batch ? [latent, batch] : latent, outputs });
}

/** Sets the biases of the decoder's first output, so that it starts from the means of the genes. */
function startFrom(decoder: LayersModel, means: ArrayLike<number>, likelihood: Likelihood): void {
  const [, bias] = decoder.getLayer(likelihood === 'gaussian' ? 'mean' : 'fraction').weights;
  tidy(() => {
    bias?.write(tensor1d(likelihood === 'gaussian' ? Float32Array.from(means) : logs(means)));
  });
}

/** ln of each mean. A gene without counts gets half of the smallest mean of the others. */
function logs(means: ArrayLike<number>): Float32Array {
  const least = Array.from(means).reduce(
    (least, each) => (each > 0 && each < least ? each : least),
    Number.POSITIVE_INFINITY,
  );
  return Float32Array.from(means, (each) => Math.log(each > 0 ? each : least / 2));
}

function withHidden(
  start: SymbolicTensor,
  hidden: readonly number[],
  { batchNorm }: Description,
  nextKernel: NextKernel,
): SymbolicTensor {
  let x = start;
  hidden.forEach((units, i) => {
    const name = `dense_${i + 1}`;
    x = apply(layers.dense({ name, units, ...nextKernel() }), x);
    const normalisation = { name: `${name}_batch_norm`, epsilon: 1e-3, momentum: 0.99 };
    if (batchNorm) x = apply(layers.batchNormalization(normalisation), x);
    x = apply(layers.reLU({ name: `${name}_relu` }), x);
  });
  return x;
}

function concatenated(x: SymbolicTensor, batch: SymbolicTensor): SymbolicTensor {
  return layers.concatenate({ name: 'with_batch' }).apply([x, batch]) as SymbolicTensor;
}

function apply(layer: { apply(x: SymbolicTensor): unknown }, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}

function checkGeneVaeOptions(options: GeneVaeOptions): Description {
  checkRequiredOptions<GeneVaeOptions>('geneVae', options, {
    genes: true,
    latentSize: true,
    hidden: true,
    likelihood: true,
    batches: true,
    encodeBatch: true,
    log1p: true,
    geneMeans: true,
    batchNorm: true,
    seed: true,
  });
  const { genes, latentSize = 10, hidden = [128], likelihood = 'negativeBinomial' } = options;
  const { batches = 0, encodeBatch = false, log1p = likelihood !== 'gaussian' } = options;
  const { batchNorm = true, seed = 0 } = options;
  for (const [name, value] of Object.entries({ genes, latentSize })) checkCount('geneVae', name, value);
  checkList('geneVae', 'hidden', hidden);
  for (const [i, units] of hidden.entries()) checkCount('geneVae', `hidden[${i}]`, units);
  checkOneOf(
    'geneVae',
    'likelihood',
    likelihood,
    LIKELIHOODS.filter((each) => each !== 'bernoulli'),
  );
  if (options.batches !== undefined) checkCount('geneVae', 'batches', batches);
  for (const [name, value] of Object.entries({ encodeBatch, log1p, batchNorm }))
    checkBoolean('geneVae', name, value);
  checkSeed('geneVae', seed);
  if (options.geneMeans !== undefined) checkMeans(options.geneMeans, genes, likelihood);
  if (encodeBatch && batches === 0) {
    throw invalidArgument(
      'geneVae: encodeBatch needs batches, the number of batches; got none; pass batches or leave out encodeBatch.',
    );
  }
  const { geneMeans } = options;
  return { genes, latentSize, hidden, likelihood, batches, encodeBatch, log1p, geneMeans, batchNorm, seed };
}

function checkMeans(means: ArrayLike<number>, genes: number, likelihood: Likelihood): void {
  if (means?.length !== genes) {
    throw invalidArgument(
      `geneVae: geneMeans must have one number for each of the ${genes} genes; got ${means?.length ?? typeName(means)}; ` +
        'pass the mean of each gene over the cells.',
    );
  }
  const numbers = Array.from(means);
  const least = likelihood === 'gaussian' ? Number.NEGATIVE_INFINITY : 0;
  const invalid = numbers.findIndex((each) => !Number.isFinite(each) || each < least);
  if (invalid < 0 && (likelihood === 'gaussian' || numbers.some((each) => each > 0))) return;
  throw invalidArgument(
    `geneVae: geneMeans must be finite${least === 0 ? ', at least 0 and not all 0' : ''}; gene ${Math.max(0, invalid)} has ` +
      `${numbers[Math.max(0, invalid)]}; pass the mean of each gene over the cells.`,
  );
}
