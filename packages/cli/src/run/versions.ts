import { createRequire } from 'node:module';
import { version_core } from '@tensorflow/tfjs-core';
import { VERSION } from '../version.js';

/** The packages of this repository whose code decides the results. A test compares them with the dependencies of this package. */
export const PACKAGES = [
  '@csm/core',
  '@csm/datasets',
  '@csm/evaluate',
  '@csm/explainers',
  '@csm/hdf5',
  '@csm/models',
  '@csm/onnx',
  '@csm/render',
  '@csm/scale',
  '@csm/wasm',
] as const;

/** What made the results of a command. */
export interface Versions extends Readonly<Record<'@csm/cli' | (typeof PACKAGES)[number], string>> {
  readonly '@tensorflow/tfjs-core': string;
  readonly node: string;
  /** Where models are computed, with its version: `ONNX Runtime 1.30.0, cpu` or `TensorFlow.js 4.22.0, wasm`. */
  readonly engine: string;
}

/** The versions of everything that a command uses. @param engine of the model. */
export function versionsOf(engine: string): Versions {
  const require = createRequire(import.meta.url);
  const version = (name: string): string => require(`${name}/package.json`).version;
  const packages = Object.fromEntries(PACKAGES.map((name) => [name, version(name)])) as Record<
    (typeof PACKAGES)[number],
    string
  >;
  return {
    '@csm/cli': VERSION,
    ...packages,
    '@tensorflow/tfjs-core': version_core,
    node: process.version,
    engine,
  };
}
