import { computed, effect, signal } from '@preact/signals';
import { keyOfNumbers } from '../map/method-list.js';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import type { CertificateView } from './verdict-calls.js';

/** Making the certificate. */
export const certifying = panelJob();

/** The certificate of the current concept and method. */
export const certificate = signal<CertificateView | undefined>(undefined);

export function forgetCertificate(): void {
  certifying.cancel();
  certificate.value = undefined;
}

const numbers = computed(() => keyOfNumbers(settings.value.map));
effect(() => {
  void [concept.value, summary.value, numbers.value];
  forgetCertificate();
});

/** Tests whether to believe the concept and its map of an input. */
export async function certify(input: number): Promise<void> {
  const made = await certifying.run((call) => worker.certifyConcept(input, settings.peek().map, call));
  if (made) certificate.value = made;
}
