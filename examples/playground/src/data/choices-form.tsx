import { summary } from '../session/state.js';
import type { Choices } from './choices.js';
import { choices, choose, found } from './load.js';

const normalisations: Readonly<Record<Choices['normalise'], string>> = {
  auto: 'what the decoder restores best',
  '0…1': '0 to 1 (unchanged)',
  '−1…1': '−1 to 1 (mean 0.5, standard deviation 0.5)',
  '0…255': '0 to 255',
  ImageNet: 'ImageNet (as torchvision)',
};

const latents: Readonly<Record<Choices['latent'], string>> = {
  flatten: 'each number is a dimension',
  mean: 'mean over the places',
  max: 'maximum over the places',
};

/** What files do not say about themselves: the range of the model's inputs, and which output is the latent. */
export function ChoicesForm() {
  const { normalise, latent, output } = choices.value;
  const used = found.value?.normalise;
  return (
    <details>
      <summary>Choices</summary>
      {summary.value?.kind !== 'rows' && (
        <p>
          <label>
            The model takes pictures as{' '}
            <select
              value={normalise}
              onChange={({ currentTarget }) =>
                void choose({ normalise: currentTarget.value as Choices['normalise'] })
              }
            >
              {Object.entries(normalisations).map(([name, text]) => (
                <option key={name} value={name}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          {normalise === 'auto' && used && <span> Now: {normalisations[used]}.</span>}
        </p>
      )}
      <p>
        <label>
          A latent with several axes:{' '}
          <select
            value={latent}
            onChange={({ currentTarget }) =>
              void choose({ latent: currentTarget.value as Choices['latent'] })
            }
          >
            {Object.entries(latents).map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </p>
      <p>
        <label>
          Name of the output with the latent{' '}
          <input
            type="text"
            value={output}
            placeholder="the only one"
            onChange={({ currentTarget }) => void choose({ output: currentTarget.value.trim() })}
          />
        </label>
      </p>
    </details>
  );
}
