import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { openPlot, type RemotePlot } from './open-plot.js';
import type { ScatterProps } from './scatter-props.js';
import { onThemeChange, themeAt } from './theme.js';
import type { Legend, Scene } from './worker/scene.js';

export interface UsedPlot {
  readonly plot: RemotePlot | undefined;
  readonly legend: Legend | undefined;
  /** Changes whenever points may be elsewhere. */
  readonly version: Signal<number>;
}

/** A plot in the worker that follows the props, the size of the canvas and the colours of the page. */
export function usePlot(canvas: RefObject<HTMLCanvasElement | null>, props: ScatterProps): UsedPlot {
  const plot = useSignal<RemotePlot | undefined>(undefined);
  const legend = useSignal<Legend | undefined>(undefined);
  const version = useSignal(0);
  const { positions, colours, marks, background, radius } = props;
  const shown = useRef<Partial<Scene>>({});

  const show = (scene: Partial<Scene>) => {
    const changes = Object.fromEntries(
      Object.entries(scene).filter(([name, value]) => shown.current[name as keyof Scene] !== value),
    );
    shown.current = { ...shown.current, ...changes };
    if (Object.keys(changes).length === 0) return;
    void plot
      .peek()
      ?.show(changes)
      .then((next) => {
        legend.value = next;
      });
    version.value++;
  };

  useEffect(() => {
    const element = canvas.current!;
    const opened = openPlot(element);
    const box = element.parentElement!;
    const measure = () => ({
      size: { width: box.clientWidth, height: box.clientHeight },
      pixelRatio: devicePixelRatio,
    });
    plot.value = opened;
    show({ ...measure(), theme: themeAt(box), positions, colours, marks, background, radius });
    const resized = new ResizeObserver(() => {
      const { size, pixelRatio } = measure();
      const { width, height } = shown.current.size!;
      if (size.width !== width || size.height !== height) show({ size, pixelRatio });
    });
    resized.observe(box);
    const unwatch = onThemeChange(() => show({ theme: themeAt(box) }));
    return () => {
      resized.disconnect();
      unwatch();
      opened.close();
    };
  }, []);
  useEffect(() => {
    if (plot.peek()) show({ positions, colours, marks, background, radius });
  }, [positions, colours, marks, background, radius]);

  return { plot: plot.value, legend: legend.value, version };
}
