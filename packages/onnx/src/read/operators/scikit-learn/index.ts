import type { OperatorReader } from '../../reading.js';
import { scaler } from './scaler.js';

/** Of the domain `ai.onnx.ml`, which holds the operators of scikit-learn's models. */
export const scikitLearn: Readonly<Record<string, OperatorReader>> = {
  Scaler: scaler,
};

/** Why a `ZipMap` is refused. */
export const ZIP_MAP =
  'makes a list of maps from labels to probabilities, which is no tensor; name its input with { output }.';
