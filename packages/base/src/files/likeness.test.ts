import { describe, expect, it } from 'vitest';
import { likeness } from './likeness.js';

const what = (text: string) => likeness(new TextEncoder().encode(text))?.what;

describe('likeness', () => {
  it.each([
    ['', 'an empty file'],
    ['\n <!DOCTYPE html><html>', 'an HTML page'],
    ['\ufeff<HTML lang="en">', 'an HTML page'],
    ['<?xml version="1.0"?><Error>AccessDenied', 'an HTML or XML page'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0', 'a Git LFS pointer'],
    ['PK\u0003\u0004rest', 'a zip archive'],
    ['{"format": "layers-model"}', undefined],
    ['gene\tcount', undefined],
  ])('%j', (text, expected) => {
    expect(what(text)).toBe(expected);
  });

  it('recognises gzip and HDF5', () => {
    expect(likeness(Uint8Array.of(0x1f, 0x8b, 8))?.what).toBe('gzip');
    expect(likeness(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a))?.what).toBe(
      'an HDF5 file',
    );
    expect(likeness(Uint8Array.of(0x1f))).toBeUndefined();
  });
});
