import * as core from '@csm/core';
import * as discovery from '@csm/core/discovery';
import * as extend from '@csm/core/extend';
import * as statistics from '@csm/core/statistics';
import * as datasets from '@csm/datasets';
import * as readers from '@csm/datasets/readers';
import * as evaluate from '@csm/evaluate';
import * as measures from '@csm/evaluate/measures';
import * as explainers from '@csm/explainers';
import * as rules from '@csm/explainers/rules';
import * as testing from '@csm/explainers/testing';
import * as hdf5 from '@csm/hdf5';
import * as models from '@csm/models';
import * as training from '@csm/models/training';
import * as onnx from '@csm/onnx';
import * as onnxRuntime from '@csm/onnx/runtime';
import * as onnxText from '@csm/onnx/text';
import * as render from '@csm/render';
import * as scale from '@csm/scale';
import * as wasm from '@csm/wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as umbrella from 'concept-saliency-maps';

setWasmPaths('/wasm/');

export { smallTraining } from '../small-training.js';

const entries = {
  '@csm/core': core,
  '@csm/core/discovery': discovery,
  '@csm/core/extend': extend,
  '@csm/core/statistics': statistics,
  '@csm/datasets': datasets,
  '@csm/datasets/readers': readers,
  '@csm/evaluate': evaluate,
  '@csm/evaluate/measures': measures,
  '@csm/explainers': explainers,
  '@csm/explainers/rules': rules,
  '@csm/explainers/testing': testing,
  '@csm/hdf5': hdf5,
  '@csm/models': models,
  '@csm/models/training': training,
  '@csm/onnx': onnx,
  '@csm/onnx/runtime': onnxRuntime,
  '@csm/onnx/text': onnxText,
  '@csm/render': render,
  '@csm/scale': scale,
  '@csm/wasm': wasm,
  'concept-saliency-maps': umbrella,
};

/** The names that each entry exports, sorted. */
export const exportedNames = (): Record<string, string[]> =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, Object.keys(entry).sort()]));
