import { computed, effect, signal } from '@preact/signals';
import { JobStatus } from '../../app/job-status.js';
import { Picture } from '../../app/picture.js';
import { panelJob } from '../../session/job.js';
import { concept, summary } from '../../session/state.js';
import { worker } from '../../session/worker-client.js';
import { Bars } from '../bars-table.js';
import { keepResult } from '../keep-result.js';
import { formatted } from '../numbers.js';
import { settledInput } from '../shown-input.js';
import { Section } from './section.js';
import type { Traversed } from './traverse-calls.js';

const traversing = panelJob();
const open = signal(false);
const traversed = signal<Traversed | undefined>(undefined);
const position = signal(8);
const hasDecoder = computed(() => summary.value?.model?.hasDecoder === true);

effect(() => {
  const input = settledInput.value;
  if (!open.value || !hasDecoder.value || concept.value === undefined) {
    traversing.cancel();
    traversed.value = undefined;
    return;
  }
  void keepResult(traversing, traversed, (call) => worker.traverse(input, call));
});

/** The latent of the input, moved along the concept by a slider and decoded. */
export function Traverse() {
  const shown = traversed.value;
  const step = shown?.steps[position.value];
  return (
    <Section title="Move along the concept" open={open}>
      {!hasDecoder.value && <p>This needs the decoder that belongs to the encoder.</p>}
      <JobStatus job={traversing} label="Decoding" />
      {shown && step && (
        <>
          <label class="map-slider">
            Move along {concept.value?.name}
            <input
              type="range"
              min={0}
              max={shown.steps.length - 1}
              value={position.value}
              aria-valuetext={`${formatted(step.alpha)} concept vectors, score ${formatted(step.score)}`}
              onInput={({ currentTarget }) => {
                position.value = currentTarget.valueAsNumber;
              }}
            />
            <output>{`${step.alpha > 0 ? '+' : ''}${formatted(step.alpha)} × the concept`}</output>
          </label>
          <div class="map-pictures">
            {shown.image && (
              <figure>
                <Picture image={shown.image} label={`${summary.value?.ids[shown.input]}`} />
                <figcaption>Input</figcaption>
              </figure>
            )}
            {step.image && (
              <figure>
                <Picture
                  image={step.image}
                  label={`${summary.value?.ids[shown.input]}, decoded ${formatted(step.alpha)} concept vectors away`}
                />
                <figcaption>{step.alpha === 0 ? 'Decoded' : 'Moved and decoded'}</figcaption>
              </figure>
            )}
          </div>
          {step.changes && (
            <Bars bars={step.changes} caption="Largest changes against the reconstruction" heading="Change" />
          )}
          <p>
            Score of the moved latent: {formatted(step.score)}. Score that the encoder gives to what is drawn:{' '}
            {formatted(step.decodedScore)}.
          </p>
        </>
      )}
    </Section>
  );
}
