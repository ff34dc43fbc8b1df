import { computed, effect, signal } from '@preact/signals';
import { panelJob } from '../session/job.js';
import { type ConceptSettings, change, settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import type { Summary } from '../session/summary.js';
import { worker } from '../session/worker-client.js';
import { forgetConcepts, rememberConcepts } from './history.js';

/** Making the concept. */
export const making = panelJob();

/** A sentence if the concept of earlier data, or of a link, cannot be made of these data. */
export const replaced = signal('');

const chosen = computed(() => settings.value.concept);

/** Makes the concept again whenever its settings or the data change. */
export function followConcept(): () => void {
  const forget = rememberConcepts();
  let instead: ConceptSettings | undefined;
  const stop = effect(() => {
    const loaded = summary.value;
    const wanted = chosen.value;
    if (loaded?.model === undefined) return;
    if (wanted !== undefined && !fits(wanted, loaded)) {
      instead = firstConcept(loaded);
      replaced.value = misfit(wanted, instead);
      change({ concept: instead });
      forgetConcepts();
      return;
    }
    if (wanted !== instead) replaced.value = '';
    if (wanted === undefined || (wanted.kind === 'examples' && wanted.with.length === 0)) {
      making.cancel();
      concept.value = undefined;
      return;
    }
    void making
      .run((call) => worker.makeConcept(wanted, call))
      .then((made) => {
        if (made) concept.value = made;
        else if (!making.state.peek().running) concept.value = undefined; // not the one before, under the name of this one
      });
  });
  return () => {
    stop();
    forget();
  };
}

/** Whether the concept of earlier data can also be made of these. */
function fits(wanted: ConceptSettings, { attributes, ids, model }: Summary): boolean {
  if (wanted.kind === 'attribute') return attributes.some(({ name }) => name === wanted.attribute);
  if (wanted.kind === 'vector') return wanted.vector.length === model?.latentSize;
  const known = new Set(ids);
  return [...wanted.with, ...wanted.without].every((id) => known.has(id));
}

const MISFITS: Readonly<Record<ConceptSettings['kind'], string>> = {
  attribute: 'These data lack the attribute that the concept was made of.',
  examples: 'These data lack some of the examples that the concept was made of.',
  vector: 'The concept vector has another size than the latents of this model.',
};

function misfit(wanted: ConceptSettings, instead: ConceptSettings | undefined): string {
  const now =
    instead?.kind === 'attribute' ? `"${instead.attribute}" is shown instead.` : 'Make another concept.';
  return `${MISFITS[wanted.kind]} ${now}`;
}

/** A concept to begin with: an attribute that has two values or numbers. */
function firstConcept({ attributes }: Summary): ConceptSettings | undefined {
  const first = attributes.find(({ values }) => values === undefined || values.length === 2);
  return first && attributeConcept(first);
}

/** The concept of an attribute, with its first value if it is a category. */
export function attributeConcept({ name, values }: Summary['attributes'][number]): ConceptSettings {
  const isBoolean = values?.every((value) => value === 'true' || value === 'false');
  const [value] = values ?? [];
  return { kind: 'attribute', attribute: name, ...(!isBoolean && value !== undefined && { value }) };
}
