import { checkedHeading, type PanelHeading } from '../plots/panel-heading.js';

/**
 * The heading of a method. In a text such as the `description` of an explainer, `rectified gradient, percentile 95, border mask`, the
 * settings after the first comma become details.
 */
export function methodHeading(name: string, method: string | PanelHeading): PanelHeading {
  const heading = checkedHeading(name, method);
  if (typeof method !== 'string') return heading;
  const [label = '', ...settings] = method.split(', ');
  return settings.length > 0 ? { label, detail: settings.join(', ') } : { label };
}
