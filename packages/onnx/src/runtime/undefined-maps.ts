/**
 * Sets the maps of samples whose latents contain NaN to NaN, as in TensorFlow.js. In ONNX, [NaN > 0] is 0, so the map of an undefined latent
 * may be finite.
 *
 * @param maps row-major, changed in place; all samples, repeated a number of times.
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
