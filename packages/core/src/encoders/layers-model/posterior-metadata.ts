import type { LayersModel } from '@tensorflow/tfjs-layers';

type Part = Partial<Pick<LayersModel, 'getUserDefinedMetadata' | 'outputs'>>;

/**
 * What the metadata of a model say about its posterior; if they say nothing, those of the nested model that computes its outputs,
 * such as a VAE's encoder behind layers of preprocessing.
 */
export function posteriorMetadata(model: Part): unknown {
  const metadata = model.getUserDefinedMetadata?.() as { readonly posterior?: unknown } | undefined;
  if (metadata?.posterior !== undefined) return metadata.posterior;
  const [nested, ...others] = new Set((model.outputs ?? []).map(({ sourceLayer }) => sourceLayer as Part));
  return nested === undefined || others.length > 0 || nested === model || nested.outputs === undefined
    ? undefined
    : posteriorMetadata(nested);
}
