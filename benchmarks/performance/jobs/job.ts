import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EncoderName } from '../encoders.js';
import type { MethodEncoder } from '../methods/method-case.js';

/** The encoders of `exported_encoders.py`. */
export type ExportedName = 'ResNet-18' | 'ViT-B/16' | 'diffusion VAE';

/** A piece of work as plain data, which `peer.py` reads too. */
export type Job =
  | {
      readonly kind: 'gradient';
      readonly encoder: EncoderName;
      readonly batch: number;
      readonly method?: 'gradient' | 'guided backprop' | 'rectified gradient';
      readonly size?: number;
    }
  | {
      readonly kind: 'integrated gradients';
      readonly encoder: EncoderName;
      readonly images: number;
      readonly steps: number;
    }
  | {
      readonly kind: 'concepts';
      readonly encoder: EncoderName;
      readonly count: number;
      readonly together: boolean;
      readonly steps?: number;
    }
  | { readonly kind: 'genes'; readonly what: 'latent Jacobian' | 'concepts' | 'every map' }
  | { readonly kind: 'exported'; readonly encoder: ExportedName; readonly batch: number }
  | { readonly kind: 'method'; readonly encoder: MethodEncoder; readonly method: string }
  | { readonly kind: 'training'; readonly steps: number }
  | { readonly kind: 'matrix product'; readonly size: number };

/** A job that is ready to run. */
export interface Prepared {
  /** Runs the job; returns its maps if they are compared with those of other entries. */
  run(): Promise<unknown>;
  /** Floating-point operations per run, if they are counted. */
  readonly flops?: number;
  /** What another program needs to do the same job: the encoder's weights unless it has them, the inputs and the concept vectors. */
  readonly exchange?: { model?: LayersModel; inputs: Float32Array; concept: Float32Array };
}

/** Numbers from 0 to 1, the same in every process. */
export function drawnImages(count: number, shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, side) => product * side, count);
  return Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(i + 1e-3 * i * i)));
}

/** Components of a concept vector, the same in every process. */
export function drawnConcept(latentSize: number, seed = 0): Float32Array {
  return Float32Array.from({ length: latentSize }, (_, i) => Math.sin(1 + i + seed * (i + 0.5)));
}
