import { effect } from '@preact/signals';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';

/** Making the concept. */
export const making = panelJob();

/** Makes the concept again whenever the settings or the data change. */
export function followConcept(): () => void {
  return effect(() => {
    const wanted = settings.value.concept;
    if (summary.value?.model === undefined || wanted === undefined) return;
    void making
      .run((call) => worker.makeConcept(wanted, call))
      .then((made) => {
        if (made) concept.value = made;
      });
  });
}
