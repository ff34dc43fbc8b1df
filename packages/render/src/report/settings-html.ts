import { tableHtml } from './table-html.js';

/** All settings as a table of names, such as `model.sha256`, and values. */
export function settingsHtml(settings: Readonly<Record<string, unknown>>): string {
  const rows = entries('', settings);
  return `<details class="settings">\n<summary>${rows.length} settings, versions and hashes of this run</summary>\n${tableHtml(
    { caption: 'Settings', columns: ['name', 'value'], rows },
  )}\n</details>`;
}

function entries(prefix: string, value: object): (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    const path = prefix + name;
    if (isPlainObject(each) && Object.keys(each).length > 0) return entries(`${path}.`, each);
    return each === undefined ? [] : [[path, valueText(each)] as const];
  });
}

const valueText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return JSON.stringify(value) ?? String(value);
};

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
