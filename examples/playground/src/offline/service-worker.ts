import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

declare const PRECACHED_FILES: Parameters<typeof precacheAndRoute>[0]; // filled in by offline-plugin.ts

// Keeps all files of the page, so that it opens offline; a new version waits until the user takes it.
cleanupOutdatedCaches();
precacheAndRoute(PRECACHED_FILES);
addEventListener('message', ({ data }) => {
  if (data === 'update') void (globalThis as unknown as { skipWaiting(): Promise<void> }).skipWaiting();
});
