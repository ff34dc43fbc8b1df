import type { Explainer } from '@csm/core/extend';

/** The description of an explainer: its name, then the settings, separated by commas; settings that are false are left out. */
export function withSettings(name: string, ...settings: readonly (string | false | undefined)[]): string {
  return [name, ...settings.filter((setting) => setting)].join(', ');
}

/** The description of an explainer; its name if it has none. */
export function descriptionOf({ description, name }: Explainer): string {
  return description ?? name;
}
