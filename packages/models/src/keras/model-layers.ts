import { checkModelNotDisposed, invalidArgument, typeName } from '@csm/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkVae } from '../architectures/check-vae.js';
import type { Vae } from '../architectures/vae.js';

/** A weight of a tfjs layer. */
export type LayerVariable = LayersModel['weights'][number];

/** A layer with weights of a tfjs model. */
export interface ModelLayer {
  /** Its name, preceded by the names of the models that contain it. */
  readonly path: string;
  readonly name: string;
  /** Its class as Keras 3 spells it: `conv2d_transpose`. */
  readonly kind: string;
  /**
   * The model that contains it and its depth in it, the longest way to an output. Keras and tfjs list layers by depth; the order
   * of layers of one depth follows from the order in which they were made. Undefined if the order is certain.
   */
  readonly place: string | undefined;
  readonly weights: readonly { readonly role: string; readonly variable: LayerVariable }[];
}

/** The layers with weights of a model, or of a VAE's encoder and then its decoder. @throws for anything else. */
export function modelLayers(caller: string, model: LayersModel | Vae): ModelLayer[] {
  if (typeof model === 'object' && model !== null && 'layers' in model) {
    checkModelNotDisposed(caller, model);
    return layersOf(model, '');
  }
  checkVae(caller, model as Partial<Vae>);
  const { encoder, decoder } = model as Vae;
  if (!('layers' in encoder && 'layers' in decoder)) {
    throw invalidArgument(`${caller}: model must be a LayersModel or a Vae; got ${typeName(model)}.`);
  }
  return [...layersOf(encoder, 'encoder'), ...layersOf(decoder, 'decoder')];
}

/** The layers with weights, in order, including those of nested models. */
function layersOf(model: LayersModel, path: string): ModelLayer[] {
  const places = placesOf(model, path);
  return model.layers.flatMap((layer): ModelLayer[] => {
    const layerPath = path ? `${path}/${layer.name}` : layer.name;
    if ('layers' in layer) return layersOf(layer as LayersModel, layerPath);
    if (layer.weights.length === 0) return [];
    const weights = layer.weights.map((variable) => ({
      role: variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1),
      variable,
    }));
    return [
      {
        path: layerPath,
        name: layer.name,
        kind: snakeCase(layer.getClassName()),
        place: places.get(layer),
        weights,
      },
    ];
  });
}

/** The places of layers. A Sequential model has one layer for each depth. */
function placesOf(model: LayersModel, path: string): Map<unknown, string> {
  const places = new Map<unknown, string>();
  if (model.getClassName() === 'Sequential') return places;
  for (const [depth, layers] of Object.entries(model.layersByDepth)) {
    for (const layer of layers) places.set(layer, `${path} ${depth}`);
  }
  return places;
}

/** The name of a class as Keras 3 turns it into the name of a group. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
