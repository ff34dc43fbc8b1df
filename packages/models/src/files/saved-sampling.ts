import { invalidFile } from '@csm/base';
import type { Vae } from '../architectures/vae.js';
import { samplingOfModel, saysPosterior } from '../architectures/vae-sampling.js';
import type { Sampling } from '../training/loss/sampling.js';
import type { LoadVaeOptions } from './load-vae-options.js';
import { SAVED } from './saved-vae.js';

/** The names of the paper's architectures, which its published code trains with `'reference'`. */
const OF_THE_PAPER = ['celeba', 'olfactory-bulb'];

/**
 * The sampling of a saved VAE.
 * @param recorded the sampling in its `vae.json`.
 * @returns undefined if the encoder has another record of its posterior, which is kept.
 * @throws if `vae.json` and the encoder contradict each other, unless the caller passes the right one.
 */
export function savedSampling(
  folder: string,
  { name, encoder }: Pick<Vae, 'name' | 'encoder'>,
  recorded: Sampling | undefined,
  { sampling: given, onWarning }: Pick<Required<LoadVaeOptions>, 'onWarning'> & LoadVaeOptions,
): Sampling | undefined {
  const ofEncoder = samplingOfModel(encoder);
  const said = recorded ?? ofEncoder;
  if (given !== undefined) {
    if (said !== undefined && said !== given) {
      onWarning?.(
        `loadVae: sampling should be the one saved in ${folder}, '${said}'; got '${given}', which is used; leave out sampling unless ` +
          'the folder is wrong.',
      );
    }
    return given;
  }
  if (recorded !== undefined && saysPosterior(encoder) && ofEncoder !== recorded) {
    throw invalidFile(
      `loadVae: expected the same sampling in ${SAVED.about} and in the metadata of the encoder; ${folder} says '${recorded}' and ` +
        `'${ofEncoder ?? 'neither'}'; pass { sampling }, and save it again.`,
    );
  }
  if (said !== undefined || saysPosterior(encoder)) return said;
  const assumed = OF_THE_PAPER.includes(name) ? 'reference' : 'standard';
  onWarning?.(
    `loadVae: expected a folder that records how its latents were drawn in training; ${folder} is older and has no record, so '${assumed}' ` +
      `is assumed, because its name is "${name}"; pass { sampling: 'standard' } or { sampling: 'reference' }, and save it again with saveVae.`,
  );
  return assumed;
}
