import * as core from '@csm/core';
import * as statistics from '@csm/core/statistics';
import * as datasets from '@csm/datasets';
import * as evaluate from '@csm/evaluate';
import * as explainers from '@csm/explainers';
import * as testing from '@csm/explainers/testing';
import * as models from '@csm/models';
import * as render from '@csm/render';
import * as wasm from '@csm/wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

setWasmPaths('/wasm/');

export { smallTraining } from '../small-training.js';

/** What each entry for browsers exports. */
export function exportedNames(): Record<string, string[]> {
  const entries = { core, statistics, datasets, evaluate, explainers, testing, models, render, wasm };
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, Object.keys(entry)]));
}
