import { expect, it } from 'vitest';
import { addPictures, emptyPictureSum, meanPictureLoss } from './mean-picture.js';

it('meanPictureLoss is the cross-entropy of the mean picture, averaged over images and pixels', () => {
  const images = [
    [0, 0.5, 1, 0.2],
    [0, 0.1, 1, 0.9],
    [0, 0.3, 1, 0.7],
  ];
  const mean = [0, 0.3, 1, 0.6];
  const terms = images.flatMap((image) =>
    image.map((x, i) => {
      const m = mean[i]!;
      return (x > 0 ? -x * Math.log(m) : 0) - (x < 1 ? (1 - x) * Math.log(1 - m) : 0);
    }),
  );
  const sum = emptyPictureSum(4);
  addPictures(sum, Float32Array.from([...images[0]!, ...images[1]!]));
  addPictures(sum, Float32Array.from(images[2]!));
  const expected = terms.reduce((a, b) => a + b, 0) / terms.length;
  // Float32 inputs.
  expect(Math.abs(meanPictureLoss(sum) - expected)).toBeLessThan(1e-6);
});
