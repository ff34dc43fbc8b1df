import type { Theme } from './worker/scene.js';

const VARIABLES: Record<keyof Theme, string> = {
  point: '--accent',
  outline: '--muted',
  missing: '--line',
  with: '--with',
  without: '--without',
};

/** The page's colours as the browser computes them at an element, for a canvas in a worker, which has no CSS. */
export function themeAt(element: HTMLElement): Theme {
  const probe = element.appendChild(document.createElement('span'));
  const entries = Object.entries(VARIABLES).map(([name, variable]) => {
    probe.style.color = `var(${variable})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as unknown as Theme;
}

/** Calls a function whenever the page turns light or dark; returns a function that stops this. */
export function onThemeChange(changed: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  return () => {
    scheme.removeEventListener('change', changed);
    observer.disconnect();
  };
}
