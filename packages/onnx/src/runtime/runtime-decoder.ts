import { invalidArgument, size, typeName, unsupportedModel } from '@csm/base';
import type { Decoder } from '@csm/core';
import type { Graph } from '@csm/core/extend';
import { type Tensor, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { runtimeTensor, tfjsTensor } from './host-tensors.js';
import type { Peer } from './peer.js';
import { checkRuntimeOptions, type RuntimeOptions } from './runtime-options.js';
import { startEngine } from './start-engine.js';

/** A decoder that runs in ONNX Runtime. */
export interface RuntimeDecoder extends Decoder {
  readonly graph: Graph;
  decode(latents: Tensor2D): Promise<Tensor>;
  /** Frees the session and weights, after the runs in flight; the decoder cannot be used afterwards. */
  dispose(): Promise<void>;
}

/** See `runtimeDecoder`. @param peer the ONNX Runtime package to use. */
export async function decoderInRuntime(
  peer: Peer,
  decoder: Decoder,
  options: RuntimeOptions,
): Promise<RuntimeDecoder> {
  const caller = 'runtimeDecoder';
  checkRuntimeOptions(caller, options);
  if (typeof (decoder as Partial<Decoder> | undefined)?.decode !== 'function') {
    throw invalidArgument(
      `${caller}: expected a decoder, such as layersDecoder(vae.decoder); got ${typeName(decoder)}.`,
    );
  }
  const { graph } = decoder;
  if (graph === undefined) {
    throw unsupportedModel(
      `${caller}: expected a decoder with a graph, such as layersDecoder(model), graphDecoder(model) or onnxDecoder(file); this one has none; ` +
        'use it as it is, in TensorFlow.js.',
    );
  }
  const {
    engine,
    graphs: [of],
  } = await startEngine(caller, peer, [graph], options);
  const latentShape = graph.nodes[graph.input]?.outputShape ?? [];
  const outputShape = graph.nodes[graph.output]?.outputShape ?? [];
  return {
    graph,
    decode: (latents) =>
      engine.during('decode', async () => {
        const [batch, width] = latents.shape;
        if (latents.rank !== 2 || width !== size(latentShape)) {
          throw invalidArgument(
            `decode: expected latents of shape [batch,${size(latentShape)}]; got [${latents.shape}].`,
          );
        }
        if (batch === 0) return zeros([0, ...outputShape]);
        const numbers = new Float32Array(await latents.data());
        const input = runtimeTensor(engine.maker.runtime, numbers, [batch, ...latentShape]);
        const decoded = await engine.encode('decode', of, { input, side: [] }, false);
        return tfjsTensor(decoded, decoded.dims);
      }),
    dispose: () => engine.dispose(),
  };
}
