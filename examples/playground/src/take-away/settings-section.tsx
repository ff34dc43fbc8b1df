import { signal } from '@preact/signals';
import { settings } from '../session/settings.js';
import { download } from './download.js';
import { hashOf, LONG_LINK } from './restore/link.js';
import { restore } from './restore/restore.js';
import { settingsOfText, settingsText } from './restore/settings-file.js';

const said = signal<{ readonly text: string; readonly isError: boolean } | undefined>(undefined);

/** The settings as a link and as a file. */
export function SettingsSection() {
  const link = new URL(hashOf(settings.value), document.baseURI).href;
  const source = settings.value.source === 'files' ? ' Whoever opens it drops the same files.' : '';
  return (
    <>
      <h3>Settings</h3>
      <p>The link restores the settings, and holds no data.{source}</p>
      {link.length > LONG_LINK && (
        <p>The link has {link.length} characters, and some programs cut it: the file is safer.</p>
      )}
      <p class="row">
        <button type="button" onClick={() => void copy(link)}>
          Copy link
        </button>
        <button
          type="button"
          onClick={() => download('playground-settings.json', settingsText(settings.peek(), 2))}
        >
          Save settings
        </button>
        <label>
          Open settings{' '}
          <input
            type="file"
            accept=".json,application/json"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) void open(file);
              currentTarget.value = '';
            }}
          />
        </label>
      </p>
      <p aria-live="polite" class={said.value?.isError ? 'error' : ''}>
        {said.value?.text}
      </p>
    </>
  );
}

async function copy(link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    said.value = { text: 'The link is copied.', isError: false };
  } catch {
    said.value = {
      text: "The browser does not let the page copy: copy the page's address, which is the link.",
      isError: true,
    };
  }
}

/** Settings are a few kB, even with a concept of thousands of examples. */
const LARGEST = 10_000_000;

async function open(file: File): Promise<void> {
  said.value = undefined;
  try {
    if (file.size > LARGEST) throw new Error('The file is too large to hold settings: choose another one.');
    await restore(settingsOfText(await file.text(), 'file'));
    said.value = { text: `The settings of ${file.name} are restored.`, isError: false };
  } catch (error) {
    said.value = { text: (error as Error).message, isError: true };
  }
}
