import { join } from 'node:path';
import { writeAtomically } from '@csm/base/node';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Name of the file with a model's layers and the list of its weights. */
export const MODEL_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.bin';

/**
 * Writes `model.json` and `weights.bin` in tfjs' own format; creates `folder`.
 * @param metadata saved with it. Default: those of the model.
 */
export async function writeModel(model: LayersModel, folder: string, metadata?: object): Promise<void> {
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      const { modelTopology, format, generatedBy, convertedBy, weightSpecs = [] } = artifacts;
      const userDefinedMetadata = metadata ?? artifacts.userDefinedMetadata;
      const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs }];
      const json = {
        modelTopology,
        format,
        generatedBy,
        convertedBy,
        ...(userDefinedMetadata && { userDefinedMetadata }),
        weightsManifest,
      };
      const weights = io.CompositeArrayBuffer.join(artifacts.weightData);
      await writeAtomically(join(folder, WEIGHTS_FILE), new Uint8Array(weights));
      await writeAtomically(join(folder, MODEL_FILE), JSON.stringify(json));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
}
