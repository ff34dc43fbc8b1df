/** Moves the channels before the rows of pixels, in every picture of a batch. */
export function channelsBeforeRows(pictures: Float32Array, area: number, channels: number): Float32Array {
  const result = new Float32Array(pictures.length);
  for (let start = 0; start < pictures.length; start += area * channels) {
    for (let channel = 0; channel < channels; channel++) {
      for (let pixel = 0; pixel < area; pixel++) {
        result[start + channel * area + pixel] = pictures[start + pixel * channels + channel]!;
      }
    }
  }
  return result;
}
