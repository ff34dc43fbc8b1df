import { unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import { checkEncoder, checkWeights, type Graph } from '@csm/core/extend';
import { checkVisible } from '../write/check-visible.js';

/** The graph of an encoder. @throws if its operations are not known, if one of them runs as a whole, or if its weights were disposed. */
export function visibleGraph(caller: string, encoder: Encoder): Graph {
  checkEncoder(caller, encoder);
  const { graph } = encoder;
  if (graph === undefined) {
    throw unsupportedModel(
      `${caller}: expected an encoder whose operations are known (encoder.graph); this one has no graph; make it with layersEncoder, ` +
        'graphEncoder or onnxEncoder.',
    );
  }
  checkVisible(caller, graph);
  checkWeights(caller, graph);
  return graph;
}
