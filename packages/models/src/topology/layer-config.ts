import { invalidFile } from '@csm/base';
import { isObject, type JsonObject } from '../checks/is-object.js';

/** One layer in the topology of a model. */
export interface LayerConfig {
  readonly className: string;
  readonly name: string;
  readonly config: JsonObject;
  /** The layer as the file describes it. */
  readonly json: JsonObject;
}

/** The classes of models; their configuration lists layers. */
const MODELS = ['Functional', 'Model', 'Sequential', 'LayersModel'];

/** Whether a class is a model that is made of layers. */
export function isModelClass(className: string): boolean {
  return MODELS.includes(className);
}

/** The layers of a model in the order of the file. Early files describe a Sequential model by a list instead of an object. */
export function layersOfConfig(where: string, config: unknown): LayerConfig[] {
  const layers = isObject(config) ? config.layers : config;
  if (!Array.isArray(layers)) {
    throw invalidFile(
      `${where}: expected a model with a list of layers; its configuration has none; save the model again.`,
    );
  }
  return layers.map((layer) => layerConfig(where, layer));
}

/** One layer. @throws unless it has a class. */
export function layerConfig(where: string, json: unknown): LayerConfig {
  if (!isObject(json) || typeof json.class_name !== 'string') {
    throw invalidFile(
      `${where}: expected layers with a class_name; one of the layers has none; save the model again.`,
    );
  }
  const config = isObject(json.config) ? json.config : {};
  const name = [json.name, config.name, json.class_name].find((each) => typeof each === 'string');
  return { className: json.class_name, name: name as string, config, json };
}
