import type { PanelHeading } from '@csm/render';

/** What the methods of the page do, in words. */
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
};

/** The heading of a method: its name in bold, and its settings below, from the first comma of its description if it has no words here. */
export function methodHeading(method: string, description: string, isUsual = true): PanelHeading {
  // Other settings, such as another baseline, are named by the description.
  const words = HEADINGS[method];
  if (words && isUsual) return words;
  const [label = '', ...settings] = description.split(', ');
  return settings.length > 0 ? { label, detail: settings.join(', ') } : { label };
}
