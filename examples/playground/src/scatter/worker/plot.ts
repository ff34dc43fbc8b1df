import { type Corner, type Direction, inside, nearest, towards } from '../pick.js';
import { extentOf, fitted, type View, zoomed } from '../view.js';
import { canvasOf, drawScene } from './draw.js';
import { pointStyles } from './point-styles.js';
import type { Legend, Place, Scene } from './scene.js';

/** How far from a point the pointer may be to point at it, in CSS pixels. */
const REACH = 14;
/** The largest scale, as a multiple of that which shows everything. */
const MOST_ZOOM = 64;

/** One plot: what it shows, and which points are where. */
export function plotOn(canvas: OffscreenCanvas) {
  let scene: Scene | undefined;
  let all: View = { scale: 1, left: 0, top: 0 };
  let view = all;
  let styles: ReturnType<typeof pointStyles> | undefined;
  let picture: OffscreenCanvas | undefined;
  let waiting = false;

  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (scene && styles) drawScene(canvas, scene, view, styles, picture);
    });
  }
  function placeOf(row: number | undefined): Place | undefined {
    if (scene === undefined || row === undefined || !(row < scene.positions.length / 2)) return undefined;
    const x = view.scale * scene.positions[2 * row]! + view.left;
    const y = view.scale * scene.positions[2 * row + 1]! + view.top;
    return Number.isNaN(x + y) ? undefined : { row, x, y };
  }

  return {
    /** Draws the scene after these changes; the first call gives everything. Returns the legend of its colours. */
    show(changes: Partial<Scene>): Legend | undefined {
      scene = { ...scene, ...changes } as Scene;
      if ('background' in changes) picture = scene.background && canvasOf(scene.background);
      if ('positions' in changes || 'background' in changes || 'size' in changes) {
        const extent = picture ? ([0, 0, picture.width, picture.height] as const) : extentOf(scene.positions);
        all = fitted(extent, scene.size);
        view = all;
      }
      if ('positions' in changes || 'colours' in changes || 'theme' in changes) {
        styles = pointStyles(scene.positions.length / 2, scene.colours, scene.theme);
      }
      draw();
      return styles?.legend;
    },
    /** The point at a CSS pixel. */
    at: (x: number, y: number) => placeOf(scene && nearest(scene.positions, view, [x, y], REACH)),
    /** Where a point is. */
    where: placeOf,
    /** The next point in a direction. */
    towards: (row: number, direction: Direction) =>
      placeOf(scene && towards(scene.positions, row, direction)),
    /** The rows of the points inside a lasso of CSS pixels. */
    inside: (corners: readonly Corner[]) =>
      scene ? inside(scene.positions, view, corners) : new Uint32Array(),
    /** Zooms so that what is at the CSS pixel (x, y) stays there. */
    zoom(factor: number, x: number, y: number) {
      const within = Math.min(MOST_ZOOM, Math.max(1, (factor * view.scale) / all.scale));
      view = within === 1 ? all : zoomed(view, (within * all.scale) / view.scale, x, y);
      draw();
    },
    /** Moves the view by CSS pixels. */
    pan(dx: number, dy: number) {
      view = { ...view, left: view.left + dx, top: view.top + dy };
      draw();
    },
  };
}
export type Plot = ReturnType<typeof plotOn>;
