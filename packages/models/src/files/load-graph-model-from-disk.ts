import { invalidArgument, sentence, unsupportedModel } from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import { io } from '@tensorflow/tfjs-core';
import type { LoadedGraphModel } from './loaded-graph-model.js';
import { type ModelPath, modelFile } from './model-location.js';
import { readModel } from './read-model.js';

const CALLER = 'loadGraphModelFromDisk';

/**
 * Loads a graph model, for `graphEncoder` of `@csm/core`: a folder with `model.json` and its weight files, or the path of such a
 * file, as tensorflowjs_converter (`--output_format=tfjs_graph_model`) writes them. Use it in Node without tfjs-node, because
 * plain tfjs does not support `file://`. The package `@tensorflow/tfjs-converter` must be installed. The caller owns the model
 * (`model.dispose()`).
 *
 * @param path the folder or the file; a path or a `file://` URL.
 * @throws Error with code `ERR_INVALID_FILE` for a missing file, files of other formats (the error says how to convert them),
 * an HTML page or Git LFS pointer instead of a file, weights of another length than the manifest describes, files outside the
 * folder, and a layers model; with code `ERR_UNSUPPORTED_MODEL` for a graph that tfjs cannot read. TypeError with code
 * `ERR_INVALID_ARGUMENT` if `path` is not a path, or if no tfjs backend is ready.
 * @category Save and load
 */
export async function loadGraphModelFromDisk(path: ModelPath): Promise<LoadedGraphModel> {
  checkBackend(CALLER);
  const file = await modelFile(CALLER, path);
  const { loadGraphModel } = await converter();
  const { artifacts } = await readModel(CALLER, file, 'graph model');
  try {
    return await loadGraphModel(io.fromMemory(artifacts));
  } catch (cause) {
    throw unsupportedModel(
      `${CALLER}: ${file}: expected a graph that tfjs can read; tfjs reports: ${sentence((cause as Error).message)}`,
      { cause },
    );
  }
}

/** Loaded on first use, because only graph models need it. */
async function converter() {
  try {
    return await import('@tensorflow/tfjs-converter');
  } catch (cause) {
    throw invalidArgument(
      `${CALLER}: expected the package @tensorflow/tfjs-converter; it cannot be imported; install ` +
        '@tensorflow/tfjs-converter@4.22.0.',
      { cause },
    );
  }
}
