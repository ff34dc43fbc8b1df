import { DefaultTheme, ReflectionKind } from 'typedoc';

/**
 * typedoc's theme, whose sidebar puts the link to a module inside the control that opens the module's names: a screen reader
 * does not announce such a link. Here the control opens the module only, and the link is its first entry.
 */
export class SiteTheme extends DefaultTheme {
  buildNavigation(project) {
    return super.buildNavigation(project).map(withOverview);
  }
}

function withOverview(entry) {
  if (!entry.children) return entry;
  const children = entry.children.map(withOverview);
  if (entry.path === undefined) return { ...entry, children };
  const overview = { text: 'Overview', path: entry.path, kind: entry.kind ?? ReflectionKind.Module };
  return { text: entry.text, children: [overview, ...children] };
}
