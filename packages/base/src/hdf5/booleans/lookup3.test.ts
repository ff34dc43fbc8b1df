import { expect, it } from 'vitest';
import { lookup3 } from './lookup3.js';

const bytes = (text: string) => new TextEncoder().encode(text);

// The first two are those of driver5() in lookup3.c; the others are checksums in files that libhdf5 wrote.
it('is hashlittle of lookup3.c', () => {
  expect(lookup3(bytes(''))).toBe(0xdeadbeef);
  expect(lookup3(bytes('Four score and seven years ago'))).toBe(0x17770551);
});
