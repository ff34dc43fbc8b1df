/** Numbers of 16 bits (IEEE 754 binary16) as float32, which holds all of them exactly. */
export function float16ToFloat32(bits: ArrayLike<number>): Float32Array {
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < numbers.length; i++) {
    const half = bits[i] ?? 0;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    const magnitude =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 0x1f
          ? fraction === 0
            ? Number.POSITIVE_INFINITY
            : Number.NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    numbers[i] = half & 0x8000 ? -magnitude : magnitude;
  }
  return numbers;
}

/** Numbers of 16 bits that are the upper half of a float32. */
export function bfloat16ToFloat32(bits: ArrayLike<number>): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < words.length; i++) words[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}
