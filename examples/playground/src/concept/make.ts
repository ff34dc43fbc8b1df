import { effect } from '@preact/signals';
import { panelJob } from '../session/job.js';
import { type ConceptSettings, change, settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import type { Summary } from '../session/summary.js';
import { worker } from '../session/worker-client.js';
import { rememberConcepts } from './history.js';

/** Making the concept. */
export const making = panelJob();

/** Makes the concept again whenever the settings or the data change. */
export function followConcept(): () => void {
  const forget = rememberConcepts();
  const stop = effect(() => {
    const loaded = summary.value;
    const wanted = settings.value.concept;
    if (loaded?.model === undefined) return;
    if (wanted === undefined || (wanted.kind === 'examples' && wanted.with.length === 0)) {
      making.cancel();
      concept.value = undefined;
      return;
    }
    if (!fits(wanted, loaded)) {
      change({ concept: firstConcept(loaded) });
      return;
    }
    void making
      .run((call) => worker.makeConcept(wanted, call))
      .then((made) => {
        if (made) concept.value = made;
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
