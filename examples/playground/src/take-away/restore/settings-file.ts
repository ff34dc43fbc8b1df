import type { Settings } from '../../session/settings.js';
import { checkedSettings } from './check-settings.js';

/** Marks files and links of this page. */
const FORMAT = 'concept-saliency-maps/playground';
const VERSION = 1;

/** Settings as JSON. They hold no data: neither pictures nor models. */
export function settingsText(settings: Settings, indent?: number): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, settings }, null, indent);
}

/** @throws a sentence for the user if the text is not what {@link settingsText} writes. */
export function settingsOfText(text: string, what: 'file' | 'link'): Settings {
  const file = parsed(text);
  if (typeof file !== 'object' || file === null || (file as { format?: unknown }).format !== FORMAT) {
    const whole =
      what === 'link' ? 'copy the link as a whole' : 'choose a file that "Save settings" of this page wrote';
    throw new Error(`The ${what} does not hold settings of this page, or is damaged; ${whole}.`);
  }
  const { version, settings } = file as { version?: unknown; settings?: unknown };
  if (version !== VERSION) {
    throw new Error(
      `The ${what} has version ${JSON.stringify(version)} of the settings; this page reads version ${VERSION}. ` +
        'Reload the page for its newest version, or make the link or file again.',
    );
  }
  try {
    return checkedSettings(settings);
  } catch (error) {
    throw new Error(`The ${what} cannot be used: ${(error as Error).message}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
