import { settings } from '../session/settings.js';

/** The title and the engine. */
export function Header() {
  return (
    <header>
      <h1>Which map is real?</h1>
      <p>
        Explain what an encoder has learnt. Everything is computed in this page; no file leaves your machine.
      </p>
      <p class="engine">Engine: {settings.value.engine === 'webgpu' ? 'WebGPU' : 'WebAssembly'}</p>
    </header>
  );
}
