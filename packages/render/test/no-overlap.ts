import { DOMParser } from '@xmldom/xmldom';
import { expect } from 'vitest';
import { textWidth } from '../src/svg/text.js';

/** The root of a document. Fails unless the document is well-formed XML. */
export function parseSvg(svg: string) {
  const problems: string[] = [];
  const parser = new DOMParser({
    // The only allowed warning is about U+FFFD, which is legal.
    onError: (level, message) => level !== 'warning' && problems.push(`${level}: ${message}`),
  });
  const root = parser.parseFromString(svg, 'image/svg+xml').documentElement!;
  expect(problems).toEqual([]);
  expect(root.tagName).toBe('svg');
  return root;
}

interface Box {
  what: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The boxes of pictures and lines of text. */
function boxes(root: ReturnType<typeof parseSvg>): Box[] {
  const number = (element: { getAttribute(name: string): string | null }, name: string) =>
    Number(element.getAttribute(name));
  const images = [...root.getElementsByTagName('image')].map((e) => {
    const [left, top] = [number(e, 'x'), number(e, 'y')];
    const [right, bottom] = [left + number(e, 'width'), top + number(e, 'height')];
    return onPage({ what: 'image', left, top, right, bottom }, e);
  });
  const lines = [...root.getElementsByTagName('text')].map((e) => {
    const size = number(e, 'font-size');
    const width = textWidth(e.textContent ?? '', size, number(e, 'font-weight') as 400 | 600);
    const share = { start: 0, middle: 0.5, end: 1 }[e.getAttribute('text-anchor')!]!;
    const left = number(e, 'x') - share * width;
    // The height of a line, from the ascenders of Inter to its descenders.
    const top = number(e, 'y') - 0.76 * size;
    const box = { what: e.textContent!, left, right: left + width, top, bottom: top + size };
    return onPage(upwards(box, (e.parentNode as typeof e).getAttribute('transform') ?? ''), e);
  });
  return [...images, ...lines];
}

/** The box of an element of documents that are nested in each other. */
function onPage(box: Box, element: { parentNode: unknown }): Box {
  const parent = element.parentNode as ReturnType<typeof parseSvg> | null;
  if (!parent || !('getAttribute' in parent)) return box;
  const [x, y, width] = ['x', 'y', 'width'].map((name) => Number(parent.getAttribute(name) ?? 0));
  const viewed = Number(parent.getAttribute('viewBox')?.split(' ')[2] ?? 0);
  if (parent.tagName !== 'svg') return onPage(box, parent);
  const scale = viewed > 0 ? width! / viewed : 1;
  const at = (value: number, start: number) => start + scale * value;
  const [left, right, top, bottom] = [
    at(box.left, x!),
    at(box.right, x!),
    at(box.top, y!),
    at(box.bottom, y!),
  ];
  return onPage({ what: box.what, left, right, top, bottom }, parent);
}

/** The box of a line in a group that `verticalText` turned by a quarter to the left. */
function upwards(box: Box, transform: string): Box {
  if (!transform) return box;
  const [, x, y] = /^translate\(([-\d.]+) ([-\d.]+)\) rotate\(-90\)$/.exec(transform)!.map(Number);
  return {
    what: box.what,
    left: x! + box.top,
    right: x! + box.bottom,
    top: y! - box.right,
    bottom: y! - box.left,
  };
}

/** Fails if a line of text or a picture overlaps another or leaves the page. */
export function expectNoOverlap(svg: string): void {
  const root = parseSvg(svg);
  const all = boxes(root);
  const [width, height] = [Number(root.getAttribute('width')), Number(root.getAttribute('height'))];
  for (const [i, a] of all.entries()) {
    expect(a.left, `${a.what} within the page`).toBeGreaterThanOrEqual(0);
    expect(a.top).toBeGreaterThanOrEqual(0);
    expect(a.right, `${a.what} within the page`).toBeLessThanOrEqual(width);
    expect(a.bottom).toBeLessThanOrEqual(height);
    for (const b of all.slice(i + 1)) {
      const separate =
        a.right <= b.left + 0.02 ||
        b.right <= a.left + 0.02 ||
        a.bottom <= b.top + 0.02 ||
        b.bottom <= a.top + 0.02;
      expect(separate, `"${a.what}" and "${b.what}"`).toBe(true);
    }
  }
}
