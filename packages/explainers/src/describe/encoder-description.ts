import type { ConceptScore, ConceptVector, Explainer, ImageLayout } from '@csm/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import type { PaperMethods } from '../paper/paper-options.js';

/** Options of {@link describeEncoder}. */
export interface DescribeEncoderOptions {
  /** The input on which the encoder and methods are tried, `[1, ...inputShape]`; of several, the first. Default: zeros. */
  readonly input?: NdArray | Tensor | undefined;
  /** The concept or score for which methods are tried. Default: the first latent dimension, an affine score. */
  readonly concept?: ConceptVector | ConceptScore | undefined;
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The explainers to try: a list, or a record whose keys name them, such as `{ ig: integratedGradients() }`. A function is called without
 * options, so `paperMethods` can be passed.
 */
export type ExplainersToTry =
  | readonly (Explainer | (() => Explainer))[]
  | Readonly<Record<string, Explainer | (() => Explainer)>>
  | PaperMethods;

/** What an encoder consists of, and what can be done with it. Plain data. */
export interface EncoderDescription {
  /** Shape of one input. */
  readonly inputShape: readonly number[];
  /** Order of the axes of images, if the encoder knows it. */
  readonly layout?: ImageLayout;
  /** Number of latent dimensions. */
  readonly latentSize: number;
  /** For an encoder with values per sample: the number of samples that it was made for. */
  readonly samples?: number;
  /** Whether the encoder can be differentiated: it has a `trace`, and one backward pass of the input worked. */
  readonly hasDerivative: boolean;
  /** Whether the standard deviation of the posterior is known, as `posteriorAverage` needs it. */
  readonly hasPosterior: boolean;
  /** Whether the operations are visible, as methods that work layer by layer need it. */
  readonly hasGraph: boolean;
  /**
   * Errors of the encoder itself, one sentence each: those of a pass of the input, and the one with which `explain` rejects an encoder
   * that draws random numbers or mixes the samples of a batch.
   */
  readonly problems: readonly string[];
  /** The operations in topological order; none if they are not visible. */
  readonly nodes: readonly DescribedNode[];
  /** How many nodes there are per operation, the most frequent first: `{ relu: 3, convolution: 2, … }`. */
  readonly kinds: Readonly<Record<string, number>>;
  /**
   * The number of parameters in all nodes; a weight that several nodes share counts once. Not included: constants of a GraphModel that
   * its own executor reads.
   */
  readonly parameters: number;
  /** The nodes that run as a whole, so that backward rules cannot see inside. */
  readonly hidden: readonly HiddenOperation[];
  /** One entry per explainer, in their order. */
  readonly methods: readonly DescribedMethod[];
  /** All of this as text, for reading. */
  readonly text: string;
}

/** One operation of an encoder. */
export interface DescribedNode {
  readonly name: string;
  /** The kind, as in `composite` of `@csm/explainers/rules`: `convolution`, `activation`, … */
  readonly kind: string;
  /** The more precise name, if there is one: `relu` for an activation, `GRU` for a layer; otherwise the kind. */
  readonly operation: string;
  /** Names of the nodes whose outputs it takes. */
  readonly inputs: readonly string[];
  /** Shape of its output, without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

/** A node that runs as a whole. */
export interface HiddenOperation {
  readonly name: string;
  readonly operation: string;
  /** Whether it may apply a nonlinearity inside, so that methods whose rules change nonlinearities reject the encoder. */
  readonly hidesNonlinearity: boolean;
}

/** Whether a method can explain an encoder. */
export interface DescribedMethod {
  /** The key in the record, or the explainer's name. */
  readonly name: string;
  /** The method with its settings. */
  readonly description: string;
  readonly works: boolean;
  /** The method's own error, if it does not work. */
  readonly reason?: string;
  /** What the method warns about before its work. */
  readonly warnings: readonly string[];
  /**
   * How this was found: by the method's own checks (`'checks'`), or by running it on one input up to its first backward pass or second
   * encoding (`'run'`), which is done if the operations are not visible or the method only encodes. No whole map is computed, except
   * by methods that need no more than that.
   */
  readonly triedBy: 'checks' | 'run';
}
