import { effect, signal } from '@preact/signals';
import { JobStatus } from '../../app/job-status.js';
import { Picture } from '../../app/picture.js';
import { panelJob } from '../../session/job.js';
import { concept, summary } from '../../session/state.js';
import { worker } from '../../session/worker-client.js';
import { Bars } from '../bars-table.js';
import { keepResult } from '../keep-result.js';
import { ColorBar } from '../map-picture.js';
import { formatted } from '../numbers.js';
import { settledInput } from '../shown-input.js';
import type { CounterfactualPair } from './counterfactual-calls.js';
import { Section } from './section.js';

const searching = panelJob();
const open = signal(false);
const pair = signal<CounterfactualPair | undefined>(undefined);

effect(() => {
  const input = settledInput.value;
  if (!open.value || concept.value === undefined) {
    searching.cancel();
    pair.value = undefined;
    return;
  }
  void keepResult(searching, pair, (call) => worker.counterfactual(input, call));
});

/** The input, the same input on the other side of the concept, and the difference. */
export function Counterfactual() {
  const shown = pair.value;
  const id = summary.value?.ids[shown?.input ?? 0];
  return (
    <Section title="Counterfactual" open={open}>
      <JobStatus job={searching} label="Making the counterfactual" />
      {shown && (
        <>
          <p>
            {shown.real === undefined
              ? `The input with its score moved from ${formatted(shown.score)} to ${formatted(shown.target)}, the mean of the examples on the other side; all that the decoder does not draw is left as it is.`
              : `Without a decoder, the real input that is nearest to the moved latent: ${summary.value?.ids[shown.real]}.`}{' '}
            The encoder scores it {formatted(shown.reached)}.
          </p>
          {shown.pictures && (
            <div class="map-pictures">
              <figure>
                <Picture image={shown.pictures.original} label={`${id}`} />
                <figcaption>Input, score {formatted(shown.score)}</figcaption>
              </figure>
              <figure>
                <Picture image={shown.pictures.counterfactual} label={`Counterfactual of ${id}`} />
                <figcaption>Counterfactual, score {formatted(shown.reached)}</figcaption>
              </figure>
              <figure>
                <Picture
                  image={shown.pictures.difference.pictures[0]!.image}
                  label={`${id} minus its counterfactual`}
                />
                <figcaption>Difference: red where the input is brighter</figcaption>
                <ColorBar bar={shown.pictures.difference.colorBar} />
              </figure>
            </div>
          )}
          {shown.differences && (
            <Bars bars={shown.differences} caption={`${id} minus its counterfactual`} heading="Difference" />
          )}
          {shown.warnings.map((warning) => (
            <p key={warning} class="muted">
              {warning}
            </p>
          ))}
        </>
      )}
    </Section>
  );
}
