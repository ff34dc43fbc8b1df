import { join } from 'node:path';
import { type ConceptVector, type Explainer, explain } from '@csm/core';
import type { NdArray } from 'ndarray';
import { inFlags } from '../terminal/in-flags.js';
import type { ReportContext } from './report-context.js';

/** The maps of a method, `[n, ...shape]`. */
export interface MethodMaps {
  readonly method: string;
  /** The method with its settings, as the heading of a figure. */
  readonly description: string;
  readonly maps: NdArray<Float32Array>;
  readonly warnings: readonly string[];
}

/** Inputs that were read. */
export interface ReadInputs {
  readonly ids: readonly string[];
  /** `[ids.length, ...shape]`. */
  readonly values: NdArray<Float32Array>;
}

/** A method under the name of its files. */
export interface NamedMethod {
  readonly method: string;
  readonly explainer: Explainer;
  /** Default: that of the explainer. */
  readonly description?: string;
}

/** The maps of one concept for some inputs, made or read from the folder. */
export async function conceptMaps(
  { model, folder, run }: Pick<ReportContext, 'model' | 'folder' | 'run'>,
  concept: ConceptVector,
  { ids, values }: ReadInputs,
  { method, explainer, description = explainer.description ?? explainer.name }: NamedMethod,
): Promise<MethodMaps> {
  const name = join('maps', `${folder.inFileName(concept.name)}.${folder.inFileName(method)}`);
  const warnings: string[] = [];
  const maps = await folder.array(
    `${name}.npy`,
    `maps of ${concept.name} by ${method} for the inputs that the page shows`,
    async () => {
      const explanation = await explain(model.encoder, concept, values, explainer, {
        signal: run.signal,
        onProgress: run.progress(`Maps of ${concept.name}: ${method}`),
        onWarning: (message) => warnings.push(inFlags(message)),
      });
      return explanation.maps;
    },
  );
  const text = await folder.text(
    `${name}.json`,
    `settings and warnings of these maps`,
    () => `${JSON.stringify({ concept: concept.name, method, description, ids, warnings }, null, 2)}\n`,
  );
  const written: Pick<MethodMaps, 'description' | 'warnings'> = JSON.parse(text);
  return { method, description: written.description, maps, warnings: written.warnings };
}
