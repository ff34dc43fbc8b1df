/** A hash of numbers and texts that are added one after another. Not for secrets. */
export interface Fingerprint {
  add(data: ArrayBufferView | string): void;
  /** The hash of what was added so far, as 16 hexadecimal digits. */
  digest(): string;
}

/** Two multiplicative hashes of 32 bits each, as in MurmurHash, over the bits of the numbers. */
export function fingerprint(): Fingerprint {
  let [a, b] = [0x9747b28c, 0x3c6ef372];
  const mix = (words: Uint32Array | Uint8Array) => {
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      a = Math.imul(a ^ word, 0x85ebca6b);
      a ^= a >>> 15;
      b = Math.imul(b + word, 0xc2b2ae35);
      b = (b << 13) | (b >>> 19);
    }
  };
  return {
    add: (data) => {
      if (typeof data === 'string') {
        const bytes = new TextEncoder().encode(data);
        mix(bytes);
        mix(Uint32Array.of(bytes.length));
        return;
      }
      const { buffer, byteOffset, byteLength } = data;
      const isWords = byteOffset % 4 === 0 && byteLength % 4 === 0;
      mix(
        isWords
          ? new Uint32Array(buffer, byteOffset, byteLength / 4)
          : new Uint8Array(buffer, byteOffset, byteLength),
      );
    },
    digest: () => [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
  };
}
