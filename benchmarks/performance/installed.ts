import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pythonWith } from '../../test/python-with.js';
import type { Where } from './where.js';

/** The peers that are installed here. */
export interface Installed {
  /** A Python that has PyTorch. */
  readonly python: string | undefined;
  readonly onnxRuntime: boolean;
}

/** Finds the peers, and prints a line about each one that is missing. */
export function findInstalled(): Installed {
  const [python, onnxRuntime] = [findTorch(), onnxRuntimeVersion() !== undefined];
  if (!python)
    console.log('No python3 with torch was found (Debian: python3-torch), so PyTorch is not measured.');
  if (!onnxRuntime)
    console.log('The package onnxruntime-node is not installed, so ONNX Runtime is not measured.');
  return { python, onnxRuntime };
}

export function isInstalled({ python, onnxRuntime }: Installed, library: Where['library']): boolean {
  if (library === 'torch') return python !== undefined;
  return library !== 'onnxruntime' || onnxRuntime;
}

/** The version of onnxruntime-node, an optional peer dependency of `@csm/onnx`, if it is installed. */
export function onnxRuntimeVersion(): string | undefined {
  try {
    const { resolve } = createRequire(new URL('../../packages/onnx/package.json', import.meta.url));
    const file = join(dirname(resolve('onnxruntime-node')), '..', 'package.json');
    return JSON.parse(readFileSync(file, 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** A Python that has PyTorch, if one is installed. */
export function findTorch(): string | undefined {
  return pythonWith('torch');
}
