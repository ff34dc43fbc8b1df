import { sentence, unsupportedModel } from '@csm/base';
import { registerChainedOperations } from '@csm/base/tfjs';
import { engine, type serialization, type Variable } from '@tensorflow/tfjs-core';
import { LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { registerGeneLayers } from '../architectures/genes/register-gene-layers.js';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { CONVERT_TO_GRAPH } from './check-layer.js';
import { checkTopology } from './check-topology.js';
import { tfjsTopology } from './tfjs-topology.js';

/**
 * Makes a model from its topology. Its weights are zeros, to be replaced by those of its file.
 *
 * tfjs' own `loadLayersModel` would leave the weights of the layers before the faulty one allocated after an error. The model is
 * made at once, without waiting, so that everything that is allocated meanwhile belongs to it.
 *
 * @param where the beginning of messages: function and file.
 * @param weights the weights that the file holds.
 * @throws for models that tfjs cannot build.
 */
export function modelOfTopology(
  where: string,
  topology: JsonObject,
  weights: readonly { readonly shape: readonly number[] }[],
): LayersModel {
  const converted = tfjsTopology(where, topology);
  checkTopology(where, converted, weights);
  const { class_name, config } = converted;
  registerChainedOperations();
  registerGeneLayers();
  const before = new Set<Variable>(Object.values(engine().registeredVariables));
  try {
    const options = camelCased(config) as serialization.ConfigDict;
    const model: unknown =
      class_name === 'Sequential'
        ? Sequential.fromConfig(Sequential, options, {}, true)
        : LayersModel.fromConfig(LayersModel, options, {}, true);
    return model as LayersModel;
  } catch (cause) {
    for (const variable of Object.values(engine().registeredVariables)) {
      if (!before.has(variable)) variable.dispose();
    }
    throw notBuilt(where, cause);
  }
}

/** The names of options as tfjs' classes expect them: `batchInputShape`. Names of layers stay as they are. */
function camelCased(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return camelCase(value);
  if (Array.isArray(value)) {
    const isReference = ['inboundNodes', 'inputLayers', 'outputLayers'].includes(key);
    return value.map((each, i) =>
      isReference && i === 0 && typeof each === 'string' ? each : camelCased(each, key),
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const renamed = camelCase(name);
      return name === 'name' && typeof each === 'string'
        ? [name, each]
        : [renamed, camelCased(each, renamed)];
    }),
  );
}

function camelCase(name: string): string {
  return name.length < 2 ? name : name.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}

/** The error of tfjs with the file, and the way out for layers that tfjs does not have. */
export function notBuilt(where: string, cause: unknown): Error {
  const { message } = cause as Error;
  const unknown = /^Unknown (\w+): ([^.]+)\./.exec(message);
  if (unknown) {
    return unsupportedModel(
      `${where}: expected a model that tfjs can build; tfjs has no ${unknown[1]} "${unknown[2]}"; register your own class with ` +
        `tf.serialization.registerClass, or ${CONVERT_TO_GRAPH}.`,
      { cause },
    );
  }
  return unsupportedModel(
    `${where}: expected a model that tfjs can build; tfjs reports: ${sentence(message)}`,
    {
      cause,
    },
  );
}
