const rotated = (value: number, by: number) => (value << by) | (value >>> (32 - by));

/**
 * The checksum of HDF5's metadata: `hashlittle` of Bob Jenkins' lookup3.c (public domain, burtleburtle.net/bob/c/lookup3.c) with
 * the initial value 0.
 */
export function lookup3(bytes: Uint8Array): number {
  const start = 0xdeadbeef + bytes.length;
  if (bytes.length === 0) return start >>> 0;
  // 32-bit arithmetic of C: assigning to an element wraps.
  const words = new Uint32Array(Math.ceil(bytes.length / 12) * 3);
  for (let i = 0; i < bytes.length; i++) words[i >> 2]! |= bytes[i]! << (8 * (i & 3));
  const state = Uint32Array.of(start, start, start);
  const word = (at: number) => state[at % 3]!;
  for (let at = 0; at < words.length; at += 3) {
    for (let i = 0; i < 3; i++) state[i]! += words[at + i]!;
    if (at + 3 < words.length) mix(state);
  }
  for (const [i, by] of [14, 11, 25, 16, 4, 14, 24].entries()) {
    // c, a and b in turn, each by the one before it.
    const [changed, before] = [(i + 2) % 3, (i + 1) % 3];
    state[changed] = (word(changed) ^ word(before)) - rotated(word(before), by);
  }
  return word(2);
}

/** Changes a, b and c in turn, twice. */
function mix(state: Uint32Array): void {
  for (const [i, by] of [4, 6, 8, 16, 19, 4].entries()) {
    const [changed, next, before] = [i % 3, (i + 1) % 3, (i + 2) % 3];
    state[changed] = (state[changed]! - state[before]!) ^ rotated(state[before]!, by);
    state[before]! += state[next]!;
  }
}
