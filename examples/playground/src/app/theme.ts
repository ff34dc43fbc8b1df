import { effect, signal } from '@preact/signals';

export type ThemeName = 'system' | 'light' | 'dark';

const KEY = 'csm-playground-theme';

/** Light, dark, or as the system says; kept for the next visit, and no part of a link. */
export const theme = signal<ThemeName>(remembered());

/** Applies the theme now and whenever it changes. */
export function followTheme(): () => void {
  return effect(() => {
    document.documentElement.style.colorScheme = theme.value === 'system' ? '' : theme.value;
    try {
      localStorage.setItem(KEY, theme.value);
    } catch {
      // The browser keeps nothing for this page: the theme holds until it is closed.
    }
  });
}

function remembered(): ThemeName {
  try {
    const found = localStorage.getItem(KEY);
    return found === 'light' || found === 'dark' ? found : 'system';
  } catch {
    return 'system';
  }
}
