import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const serviceWorker = fileURLToPath(new URL('./src/offline/service-worker.ts', import.meta.url));

/** Builds the service worker, with the list of the page's files, into one file next to index.html. */
export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const files = await Promise.all(
        Object.keys(bundle).map(async (url) => ({ url, revision: await revisionOf(dir!, url) })),
      );
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { PRECACHED_FILES: JSON.stringify(files), 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir: dir!,
          emptyOutDir: false,
          copyPublicDir: false,
          rolldownOptions: {
            input: serviceWorker,
            output: { format: 'iife', entryFileNames: 'service-worker.js' },
          },
        },
      });
    },
  };
}

/** A hash of the content, or null if the file's name has one. */
async function revisionOf(folder: string, file: string): Promise<string | null> {
  if (file.startsWith('assets/')) return null;
  return createHash('sha256')
    .update(await readFile(`${folder}/${file}`))
    .digest('hex');
}
