/**
 * Makes the maps of samples with NaN in their latents NaN, as they are in TensorFlow.js. In ONNX, [NaN > 0] is 0, so a map may be finite that
 * belongs to no output.
 *
 * @param maps row-major; changed. The rows are those of the samples, several times over.
 * @param latents `[samples, …]`, row-major.
 */
export function withUndefinedMaps(maps: Float32Array, latents: Float32Array, samples: number, times: number) {
  const width = maps.length / (samples * times);
  const latentSize = latents.length / samples;
  for (let sample = 0; sample < samples; sample++) {
    const latent = latents.subarray(sample * latentSize, (sample + 1) * latentSize);
    if (!latent.some(Number.isNaN)) continue;
    for (let row = sample; row < samples * times; row += samples) {
      maps.fill(Number.NaN, row * width, (row + 1) * width);
    }
  }
}
