export type { ImageLayout, Progress } from '@csm/base';
export { conceptsFromJson, conceptsToJson } from './concepts/concept-json.js';
export { type ConceptVector, conceptVector } from './concepts/concept-vector.js';
export type { ExampleLabels } from './concepts/example-labels.js';
export { meanDifference, meanVector } from './concepts/mean-difference.js';
export {
  type PartialConcept,
  type PartialConceptOptions,
  partialConcept,
} from './concepts/partial-concept.js';
export type { Decoder } from './decoders/decoder.js';
export type { DecoderOptions } from './decoders/decoder-options.js';
export { functionDecoder } from './decoders/function-decoder.js';
export { graphDecoder } from './decoders/graph-decoder.js';
export { layersDecoder } from './decoders/layers-decoder.js';
export { reconstructionError } from './decoders/reconstruction-error.js';
export type {
  ReconstructionError,
  ReconstructionErrorOptions,
} from './decoders/reconstruction-error-options.js';
export { encode } from './encode/encode.js';
export type { EncodeOptions } from './encode/encode-options.js';
export { latentJacobian } from './encode/latent-jacobian.js';
export type { Encoder, TfjsEncoder } from './encoders/encoder.js';
export type { EncoderOptions, Normalisation, SpatialLatent } from './encoders/encoder-options.js';
export { functionEncoder } from './encoders/function/function-encoder.js';
export type { FunctionEncoderOptions } from './encoders/function/function-encoder-options.js';
export { graphEncoder } from './encoders/graph-model/graph-encoder.js';
export type { Inputs } from './encoders/input-batches.js';
export type { LatentOutput } from './encoders/latent-output.js';
export { layersEncoder } from './encoders/layers-model/layers-encoder.js';
export { packInputs, unpackMaps } from './encoders/pack-inputs.js';
export { explain } from './explain/explain.js';
export { explainMany } from './explain/explain-many.js';
export type { ExplainOptions } from './explain/explain-options.js';
export type { Explainer } from './explain/explainer.js';
export type { ExplainedConcept, Explanation, ManyExplanations } from './explain/explanation.js';
export type { Extremes } from './explain/extremes.js';
export { checkpoint, type Run } from './explain/run.js';
export type { PosteriorDraw } from './posterior/posterior-draw.js';
export { centred, dotProduct, latentDimension, signedDistance } from './scores/affine-scores.js';
export type { ConceptScore } from './scores/concept-score.js';
export { conceptScores } from './scores/concept-scores.js';
export { cosine } from './scores/cosine.js';
export { type LabelFreeOptions, labelFree } from './scores/label-free.js';
export { scorePerSample } from './scores/score-per-sample.js';
export {
  type SimilarityMeasure,
  type SimilarityOptions,
  similarity,
} from './scores/similarity.js';
