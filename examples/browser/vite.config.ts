import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // the build works in any folder of a server
  build: { target: 'es2022' },
  worker: { format: 'es' }, // so that the worker can load parts of itself on demand
});
