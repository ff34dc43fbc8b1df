/** Spots that fill a disc evenly, in the order of a sunflower's seeds (Vogel 1979). */
export function roundTissue(count: number): { x: number[]; y: number[] } {
  const at = (i: number) => ({ radius: 10 * Math.sqrt((i + 0.5) / count), angle: i * 2.399963229728653 });
  const places = Array.from({ length: count }, (_, i) => at(i));
  return {
    x: places.map(({ radius, angle }) => radius * Math.cos(angle)),
    y: places.map(({ radius, angle }) => radius * Math.sin(angle)),
  };
}
