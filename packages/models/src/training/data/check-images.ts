import { checkNdarray, checkShape, invalidArgument, isNdarray, size, typeName } from '@csm/base';
import { checkVae } from '../../architectures/check-vae.js';
import type { Vae } from '../../architectures/vae.js';
import { copyImage, type Images } from './images.js';

/** @throws unless `vae` is a VAE, and `images` has its input shape, at least one image and only values in [0, 1]. */
export function checkImages(caller: string, vae: Vae, images: Images, name = 'images'): void {
  checkVae(caller, vae);
  const expected = ['n', ...vae.inputShape];
  if (!isNdarray(images)) {
    throw invalidArgument(
      `${caller}: ${name} must be an ndarray [${expected.join(', ')}] of numbers from 0 to 1; got ${typeName(images)}; ` +
        'convert a tensor with ndarray(await tensor.data(), tensor.shape).',
    );
  }
  checkShape(caller, name, images.shape, expected);
  if (images.shape[0] === 0)
    throw invalidArgument(`${caller}: ${name} must hold at least one image; got none.`);
  checkNdarray(`${caller}, ${name}`, images);
  checkValues(caller, images, name);
}

function checkValues(caller: string, images: Images, name: string): void {
  const [count = 0, ...imageShape] = images.shape;
  const image = new Float32Array(size(imageShape));
  for (let i = 0; i < count; i++) {
    copyImage(images, i, image, 0);
    // The condition is written such that NaN also fails.
    const invalid = image.find((value) => !(value >= 0 && value <= 1));
    if (invalid === undefined) continue;
    throw invalidArgument(
      `${caller}: ${name} must hold numbers from 0 to 1; image ${i} holds ${invalid}; scale the images (divide bytes by ` +
        '255), and leave out images with missing values.',
    );
  }
}
