import { signal } from '@preact/signals';

/** Whether the page works offline, in words; undefined before that is known. */
export const offlineNote = signal<string | undefined>(undefined);

/** Takes the new version of the page, if one waits. */
export const takeUpdate = signal<(() => void) | undefined>(undefined);

/** Keeps the page's files for offline use. Called after the first load, so that it does not delay that. */
export async function prepareOffline(): Promise<void> {
  if (!import.meta.env.PROD) return;
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) {
    offlineNote.value = 'Offline use needs https, or localhost.';
    return;
  }
  try {
    offlineNote.value = 'Getting ready for offline use …';
    const registration = await serviceWorker.register('./service-worker.js');
    watchUpdates(registration);
    await serviceWorker.ready;
    offlineNote.value = 'Ready for offline use.';
  } catch (error) {
    offlineNote.value = `Not ready for offline use: ${(error as Error).message}`;
  }
}

function watchUpdates(registration: ServiceWorkerRegistration): void {
  const { serviceWorker } = navigator;
  const offer = () => {
    const { waiting } = registration;
    if (waiting === null || serviceWorker.controller === null) return;
    takeUpdate.value = () => {
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('update');
    };
  };
  offer();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
}
