import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encoderMaps } from '../../test/browser/encoder-maps.js';
import { relativeDifference } from '../../test/browser/relative-difference.js';
import { smallTraining } from '../../test/browser/small-training.js';
import { missingForWebgpu, SWIFTSHADER, skippedFor } from '../../test/swiftshader.js';

describe.skipIf(missingForWebgpu !== undefined)(`WebGPU in Node${skippedFor(missingForWebgpu)}`, () => {
  beforeAll(() => {
    Object.assign(process.env, SWIFTSHADER);
  });

  it('runs the program of the how-to, which names the device', async () => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
    try {
      await import('./main.js');
    } finally {
      log.mockRestore();
    }
    expect(lines).toEqual([
      expect.stringMatching(/^device: SwiftShader/),
      expect.stringMatching(/^losses: 0\.\d{4}, 0\.\d{4}$/),
      'maps: 4 × 16 × 16 × 3',
    ]);
  });

  describe('compared with cpu', () => {
    beforeAll(async () => {
      const { env } = await import('@tensorflow/tfjs-core');
      // tfjs would compute with small tensors, as all of these are, on the processor.
      env().set('WEBGPU_CPU_FORWARD', false);
      await import('@tensorflow/tfjs-backend-cpu');
    });

    it('explains with the same maps, and leaks no tensor', async () => {
      const expected = await encoderMaps('cpu');
      const found = await encoderMaps('webgpu');
      expect(relativeDifference(found.scores, expected.scores), 'scores').toBeLessThan(1e-5);
      for (const [method, map] of Object.entries(expected.maps)) {
        expect(relativeDifference(found.maps[method] ?? [], map), method).toBeLessThan(1e-5);
      }
      expect(found.leaked).toBe(0);
    });

    it('trains with the same losses', async () => {
      const expected = await smallTraining('cpu');
      const found = await smallTraining('webgpu');
      expect(relativeDifference(found, expected)).toBeLessThan(1e-5);
    });
  });
});
