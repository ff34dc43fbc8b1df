import { checkOneOf, invalidArgument } from '@csm/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { isObject } from '../checks/is-object.js';
import { SAMPLINGS, type Sampling } from '../training/loss/sampling.js';
import type { Vae } from './vae.js';

/** What `z_log_var` is, as `posterior` in a model's metadata names it; @csm/core reads it there. */
const FORMS: Readonly<Record<Sampling, string>> = { standard: 'logVariance', reference: 'logStd' };

type Metadata = Record<string, unknown>;

/**
 * How the latents of a VAE were drawn in training: from the metadata of its encoder or, for a VAE that was built
 * elsewhere, from its own `sampling`. Undefined if it is unknown.
 * @throws if they contradict each other, as in a copy `{ ...vae }` made before another training.
 */
export function samplingOf(caller: string, vae: Pick<Vae, 'encoder' | 'sampling'>): Sampling | undefined {
  const ofEncoder = samplingOfModel(vae.encoder);
  if (vae.sampling === undefined) return ofEncoder;
  checkOneOf(caller, 'vae.sampling', vae.sampling, SAMPLINGS);
  if (ofEncoder === undefined || ofEncoder === vae.sampling) return vae.sampling;
  throw invalidArgument(
    `${caller}: vae.sampling must match the metadata of its encoder, '${ofEncoder}'; got '${vae.sampling}'; pass the original ` +
      'object instead of an older copy, or set the sampling with trainVae or loadVae.',
  );
}

/** The sampling that the metadata of an encoder record. */
export function samplingOfModel(encoder: LayersModel): Sampling | undefined {
  const posterior = metadataOf(encoder)?.posterior;
  if (!isObject(posterior)) return undefined;
  return SAMPLINGS.find((sampling) => Object.hasOwn(posterior, FORMS[sampling]));
}

/** Records the sampling in the metadata of the encoder, and in a `sampling` of the object's own. */
export function setSampling(vae: Pick<Vae, 'encoder' | 'sampling'>, sampling: Sampling): void {
  if (samplingOfModel(vae.encoder) !== sampling) {
    vae.encoder.setUserDefinedMetadata({ ...metadataOf(vae.encoder), ...posteriorOf(vae.encoder, sampling) });
  }
  // A VAE of this package has a getter, which is not changed; nor is a frozen object.
  if (Object.hasOwn(vae, 'sampling')) Reflect.set(vae, 'sampling', sampling);
}

/** The metadata with which an encoder is saved; the model is not changed. */
export function savedMetadata(encoder: LayersModel, sampling: Sampling | undefined): Metadata | undefined {
  const metadata = metadataOf(encoder);
  if (sampling === undefined || metadata?.posterior !== undefined) return metadata;
  return { ...metadata, ...posteriorOf(encoder, sampling) };
}

/** Whether the metadata of an encoder describe its posterior. */
export function saysPosterior(encoder: LayersModel): boolean {
  return metadataOf(encoder)?.posterior !== undefined;
}

function posteriorOf(encoder: LayersModel, sampling: Sampling): Metadata {
  return { posterior: { [FORMS[sampling]]: layerOf(encoder, 1) } };
}

/** The layer that computes an output of a model, which may be inside of a nested model. */
function layerOf({ outputs, name }: LayersModel, output: number): string {
  const tensor = outputs[output];
  if (tensor === undefined) return name;
  const layer: { readonly name: string } & Partial<LayersModel> = tensor.sourceLayer;
  return isModel(layer) ? layerOf(layer, tensor.tensorIndex ?? 0) : layer.name;
}

function isModel(layer: Partial<LayersModel>): layer is LayersModel {
  return Array.isArray(layer.layers) && Array.isArray(layer.outputs);
}

function metadataOf(encoder: LayersModel): Metadata | undefined {
  return encoder.getUserDefinedMetadata?.() as Metadata | undefined;
}
