import type { PanelHeading } from '@csm/render';

/** What some methods do, in words. */
const HEADINGS: Readonly<Record<string, PanelHeading>> = {
  integratedGradients: { label: 'integrated gradients', detail: 'from the mean input' },
  counterfactual: {
    label: 'counterfactual',
    detail: 'integrated gradients from the input without the concept',
  },
  agreement: { label: 'agreement', detail: 'of what the encoder reads and what the decoder draws' },
  replacement: {
    label: 'replacement',
    detail: 'how the score changes if parts are replaced with real content',
  },
  decoderMap: {
    label: 'decoder map',
    detail: 'what the concept changes in the picture: red becomes brighter, blue darker; not the score',
  },
};

/** Methods whose headings name their settings by the description, even if they have words. */
const NAMED_BY_SETTINGS: ReadonlySet<string> = new Set(['integratedGradients', 'counterfactual']);

/**
 * The heading of a method: its name in bold, and words about it below.
 * @param isUsual whether the settings are those of which the words speak; if not, such as with another baseline, they are named.
 */
export function methodHeading(method: string, description: string, isUsual = true): PanelHeading {
  const words = HEADINGS[method];
  if (words && (isUsual || !NAMED_BY_SETTINGS.has(method))) return words;
  const [name = '', ...settings] = description.split(', ');
  const label = words?.label ?? name;
  return settings.length > 0 ? { label, detail: settings.join(', ') } : { label };
}
