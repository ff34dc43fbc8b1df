import { OfflineStatus } from '../offline/offline-status.js';
import { type EngineName, settings } from '../session/settings.js';
import { Notice } from '../take-away/restore/notice.js';
import { engineNote, switchEngine, switching } from './engine.js';
import './header.css';
import { JobStatus } from './job-status.js';
import { type ThemeName, theme } from './theme.js';

/** The title, and what holds for the whole page: engine, theme, and a word about the link that was opened. */
export function Header() {
  return (
    <header>
      <div class="head">
        <div>
          <h1>Which map is real?</h1>
          <p>
            Explain what an encoder has learnt. Everything is computed in this page; no file leaves your
            machine.
          </p>
        </div>
        <div class="row">
          <label>
            Engine{' '}
            <select
              value={settings.value.engine}
              onChange={({ currentTarget }) => {
                const wanted = currentTarget.value as EngineName;
                currentTarget.value = settings.peek().engine; // until it runs
                void switchEngine(wanted);
              }}
            >
              <option value="wasm">WebAssembly</option>
              <option value="webgpu">WebGPU</option>
            </select>
          </label>
          <label>
            Theme{' '}
            <select
              value={theme.value}
              onChange={({ currentTarget }) => {
                theme.value = currentTarget.value as ThemeName;
              }}
            >
              <option value="system">As the system</option>
              <option value="light">Light</option>
              <option value="dark">Dark</option>
            </select>
          </label>
        </div>
      </div>
      <JobStatus job={switching} label="Starting the engine" />
      <p aria-live="polite" class="muted">
        {engineNote.value}
      </p>
      <OfflineStatus />
      <Notice />
    </header>
  );
}
