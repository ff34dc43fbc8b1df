import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Floating-point operations of one sample's forward pass, computed from the layers' shapes: two for each product of a weight and a
 * value. Products with zero padding count. Activations, BatchNorm and biases, which are under 1 %, do not.
 */
export function forwardFlops(model: LayersModel): number {
  return layerFlops(model).reduce((sum, flops) => sum + flops, 0);
}

/** The same for a forward pass and the gradient with respect to the input, which uses each weight as often. */
export function gradientFlops(model: LayersModel): number {
  return 2 * forwardFlops(model);
}

/** The same for a training step of one sample: forward pass, gradients with respect to the weights and to all layer inputs except the images. */
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
