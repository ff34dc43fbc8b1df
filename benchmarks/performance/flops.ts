import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Floating-point operations of one sample's forward pass, from the layers' shapes: two for each weight that meets a value. Zero
 * padding counts as values. Activations, BatchNorm and biases, under 1 %, do not count.
 */
export function forwardFlops(model: LayersModel): number {
  return layerFlops(model).reduce((sum, flops) => sum + flops, 0);
}

/** Of a forward pass and of the gradient by the input, which meets each weight as often. */
export function gradientFlops(model: LayersModel): number {
  return 2 * forwardFlops(model);
}

/** Of a training step, one sample: forward, the gradients by the weights, and by all inputs but the images. */
export function trainingFlops(encoder: LayersModel, decoder: LayersModel): number {
  const [first = 0] = layerFlops(encoder);
  return 3 * (forwardFlops(encoder) + forwardFlops(decoder)) - first;
}

function layerFlops(model: LayersModel): number[] {
  return model.layers.flatMap((layer) => {
    const [kernel] = layer.getWeights();
    const pixels = (shape: unknown) => {
      const [, height, width] = shape as number[];
      return height! * width!;
    };
    switch (layer.getClassName()) {
      case 'Conv2D':
        return [2 * pixels(layer.outputShape) * kernel!.size];
      case 'Conv2DTranspose':
        return [2 * pixels(layer.inboundNodes[0]!.inputShapes[0]) * kernel!.size];
      case 'Dense':
        return [2 * kernel!.size];
      default:
        return [];
    }
  });
}
