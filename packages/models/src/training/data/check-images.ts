import { checkNdarray, checkShape, invalidArgument, isNdarray, size, typeName } from '@csm/base';
import { checkVae } from '../../architectures/check-vae.js';
import type { Vae } from '../../architectures/vae.js';
import { likelihoodOf } from '../likelihood/likelihoods.js';
import { copyImage, type Images } from './images.js';

/** What the samples of a VAE are called in messages. */
export function sampleName({ likelihood = 'bernoulli' }: Pick<Vae, 'likelihood'>): string {
  return likelihood === 'bernoulli' ? 'image' : 'input';
}

/** @throws unless `vae` is a VAE, and `images` has its input shape, at least one sample and only values of its likelihood. */
export function checkImages(caller: string, vae: Vae, images: Images, name?: string): void {
  checkVae(caller, vae);
  checkSamples(caller, vae, images, name ?? `${sampleName(vae)}s`);
}

function checkSamples(caller: string, vae: Vae, images: Images, name: string): void {
  const expected = ['n', ...vae.inputShape];
  if (!isNdarray(images)) {
    throw invalidArgument(
      `${caller}: ${name} must be an ndarray [${expected.join(', ')}] of ${likelihoodOf(vae).values}; got ${typeName(images)}; ` +
        'convert a tensor with ndarray(await tensor.data(), tensor.shape).',
    );
  }
  checkShape(caller, name, images.shape, expected);
  if (images.shape[0] === 0)
    throw invalidArgument(`${caller}: ${name} must hold at least one ${sampleName(vae)}; got none.`);
  checkNdarray(`${caller}, ${name}`, images);
  checkValues(caller, vae, images, name);
}

function checkValues(caller: string, vae: Vae, images: Images, name: string): void {
  const { isValid, values, advice } = likelihoodOf(vae);
  const [count = 0, ...imageShape] = images.shape;
  const image = new Float32Array(size(imageShape));
  for (let i = 0; i < count; i++) {
    copyImage(images, i, image, 0);
    const invalid = image.find((value) => !isValid(value));
    if (invalid === undefined) continue;
    throw invalidArgument(
      `${caller}: ${name} must hold ${values}; ${sampleName(vae)} ${i} holds ${invalid}; ${advice}.`,
    );
  }
}
