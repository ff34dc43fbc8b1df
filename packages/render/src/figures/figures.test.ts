import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap, parseSvg } from '../../test/no-overlap.js';
import { overlay } from '../pictures/overlay.js';
import { pngDataUri } from '../pictures/png.js';
import { renderImage } from '../pictures/render-image.js';
import { renderMap } from '../pictures/render-map.js';
import { rasterize } from '../svg/rasterize.js';
import { attributeFigure } from './attribute-figure.js';
import { methodFigure } from './method-figure.js';
import { reconstructionFigure } from './reconstruction-figure.js';
import { traversalFigure } from './traversal-figure.js';

const pictureOf = (seed: number) =>
  ndarray(
    Float32Array.from({ length: 48 }, (_, i) => Math.abs(Math.sin(seed + 7.1 * i))),
    [4, 4, 3],
  );
const mapOf = (seed: number) =>
  ndarray(
    Float32Array.from({ length: 48 }, (_, i) => Math.sin(seed + 3.7 * i)),
    [4, 4, 3],
  );
const batch = (count: number) =>
  ndarray(
    Float32Array.from({ length: 48 * count }, (_, i) => Math.abs(Math.sin(i))),
    [count, 4, 4, 3],
  );
const outline = ndarray([0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [4, 4]);

/** The embedded pictures of the cells, without the colour bars. */
const cells = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('image')]
    .filter((image) => image.getAttribute('height') !== '10')
    .map((image) => image.getAttribute('href'));
const texts = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('text')].map((text) => text.textContent);
const minMax = { kind: 'minMax' } as const;

describe('attributeFigure', () => {
  const methods = [
    'guided backprop',
    'rectified gradient, percentile 95, border mask',
    { label: 'rectified gradient', detail: 'random concept vector 1 of 20' },
  ];
  const rows = ['Bald', 'Smiling'].map((title, r) => ({
    title,
    image: pictureOf(r),
    maps: [mapOf(r), mapOf(r + 5), mapOf(r + 9)],
    caption: 'score 32.3, rank 3 of 500',
    captions: ['', '', 'correlation .95, mean of 20 random maps'],
    outline,
  }));

  it('draws the maps of each row as the notebooks do, then the picture', () => {
    const expected = rows.flatMap(({ image, maps }) => [
      ...maps.map((map) => pngDataUri(renderMap(map, minMax))),
      pngDataUri(renderImage(image)),
    ]);
    expect(cells(attributeFigure({ methods, rows }))).toEqual(expected);
  });

  it('names the methods with their settings, the control, the outline and the colours', async () => {
    const svg = attributeFigure({ title: 'Faces', methods, rows, outlineLabel: 'true region' });
    const all = texts(svg).join(' ');
    for (const text of [
      ...['Faces', 'Bald', 'Smiling', 'guided backprop', 'rectified gradient percentile 95, border mask'],
      ...['rectified gradient random concept vector 1 of 20', 'picture', 'true region', 'smallest largest'],
      ...['score 32.3, rank 3 of 500', 'correlation .95, mean of 20 random maps'],
    ]) {
      expect(all).toContain(text);
    }
    expect(all).toContain('saliency between the 0.5 and 99.5 percentiles; each map has its own range');
    expectNoOverlap(svg);
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  it('draws overlays, and other kinds of maps', () => {
    const one = [{ title: 'a', image: pictureOf(1), maps: [mapOf(1)] }];
    const svg = attributeFigure({
      methods: ['gradient'],
      rows: one,
      overlays: true,
      kind: 'signed',
      clip: [0, 100],
    });
    expect(cells(svg)[0]).toBe(pngDataUri(overlay(pictureOf(1), mapOf(1), { clip: [0, 100] })));
    expect(texts(svg)).toContain('+limit: raises the score');
    const magnitude = attributeFigure({
      methods: ['gradient'],
      rows: one,
      kind: 'magnitude',
      channels: 'sumOfMagnitudes',
    });
    expect(cells(magnitude)[0]).toBe(
      pngDataUri(renderMap(mapOf(1), { kind: 'magnitude', channels: 'sumOfMagnitudes' })),
    );
  });

  it('takes channels-first pictures and maps', () => {
    const [image, map] = [pictureOf(1), mapOf(1)].map((array) => array.transpose(2, 0, 1)) as [
      ReturnType<typeof mapOf>,
      ReturnType<typeof mapOf>,
    ];
    const first = [{ title: 'a', image, maps: [map] }];
    const last = [{ title: 'a', image: pictureOf(1), maps: [mapOf(1)] }];
    expect(attributeFigure({ methods: ['m'], rows: first, layout: 'channelsFirst' })).toBe(
      attributeFigure({ methods: ['m'], rows: last }),
    );
  });

  it.each<[object, string]>([
    [{ rows: [] }, 'attributeFigure: expected at least one method and one row; got 3 methods and 0 rows.'],
    [
      { rows: [{ ...rows[0], maps: [mapOf(1)] }] },
      'attributeFigure: row 0 must have one entry in maps per method, 3; got 1.',
    ],
    [
      { rows: [{ ...rows[0], captions: ['a'] }] },
      'attributeFigure: row 0 must have one entry in captions per method, 3; got 1.',
    ],
    [{ rows: [{ ...rows[0], name: 'a' }] }, 'attributeFigure: row 0: unknown option "name"'],
    [
      { kind: 'viridis' },
      "attributeFigure: kind must be 'signed', 'magnitude' or 'minMax'; got \"viridis\".",
    ],
    [{ limit: 3 }, 'attributeFigure: unknown option "limit"'],
    [
      { methods: ['a', 'b', 5] },
      'attributeFigure: methods[2] must be a string or { label, detail? }; got a number.',
    ],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => attributeFigure({ methods, rows, ...options } as never)).toThrow(message);
  });
});

describe('methodFigure', () => {
  const maps = Array.from({ length: 7 }, (_, i) => ({
    method: i % 2 ? 'integrated gradients, 50 steps, baseline 0, right Riemann sum' : 'saliency',
    map: mapOf(i),
    caption: i === 3 ? 'much the same for random concepts' : undefined,
  }));

  it('draws the picture, then the map of each method, in rows', async () => {
    const svg = methodFigure({ title: 'Smiling', image: pictureOf(0), outline, maps, columns: 3 });
    expect(cells(svg)).toEqual([
      pngDataUri(renderImage(pictureOf(0))),
      ...maps.map(({ map }) => pngDataUri(renderMap(map, minMax))),
    ]);
    expect(texts(svg).filter((text) => text === 'integrated gradients')).toHaveLength(3);
    expectNoOverlap(svg);
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  it('draws controls next to their maps, and the reconstruction next to the picture', () => {
    const paired = maps.map((each, i) => ({ ...each, control: i === 1 ? undefined : mapOf(i + 20) }));
    const given = { image: pictureOf(0), reconstruction: pictureOf(3), maps: paired, columns: 4 };
    const svg = methodFigure({ ...given, controlHeading: { label: 'random vector', detail: 'equal norm' } });
    expect(cells(svg)).toEqual([
      ...[pictureOf(0), pictureOf(3)].map((picture) => pngDataUri(renderImage(picture))),
      ...paired.flatMap(({ map, control }) =>
        [map, ...(control ? [control] : [])].map((each) => pngDataUri(renderMap(each, minMax))),
      ),
    ]);
    expect(texts(svg).filter((text) => text === 'random vector')).toHaveLength(6);
    expectNoOverlap(svg);
    expect(() => methodFigure({ ...given, columns: 3 })).toThrow(
      'methodFigure: columns must be even, because each map has its control next to it; got 3.',
    );
  });

  it('rejects an empty list and unknown options', () => {
    expect(() => methodFigure({ image: pictureOf(0), maps: [] })).toThrow(
      'methodFigure: maps must have at least one map; got none.',
    );
    const wrong = [{ method: 'a', map: mapOf(0), title: '' }];
    expect(() => methodFigure({ image: pictureOf(0), maps: wrong as never })).toThrow(
      'methodFigure: maps[0]: unknown option "title"',
    );
  });
});

describe('reconstructionFigure', () => {
  it('draws inputs above reconstructions, in as many blocks as are needed', () => {
    const [inputs, reconstructions] = [batch(5), batch(5)];
    const captions = ['a', 'b', 'c', 'd', 'e'];
    const svg = reconstructionFigure({ inputs, reconstructions, captions, columns: 3 });
    const pictures = [0, 1, 2, 3, 4].map((i) => pngDataUri(renderImage(inputs.pick(i))));
    const [first, second] = [pictures.slice(0, 3), pictures.slice(3)];
    expect(cells(svg)).toEqual([...first, ...first, ...second, ...second]);
    expect(texts(svg).filter((text) => text === 'reconstruction')).toHaveLength(2);
    expect(texts(svg)).toEqual(expect.arrayContaining(captions));
    expectNoOverlap(svg);
  });

  it.each<[object, string]>([
    [
      { reconstructions: batch(2) },
      'reconstructionFigure: reconstructions must have shape [3, 4, 4, 3]; got [2, 4, 4, 3].',
    ],
    [{ captions: ['a'] }, 'reconstructionFigure: captions must have one string per picture, 3; got 1.'],
    [{ columns: 0 }, 'reconstructionFigure: columns must be a whole number of at least 1; got 0.'],
    [{ rows: 1 }, 'reconstructionFigure: unknown option "rows"'],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => reconstructionFigure({ inputs: batch(3), reconstructions: batch(3), ...options })).toThrow(
      message,
    );
  });
});

describe('traversalFigure', () => {
  const alphas = [-2, -1, 0, 1, 2];
  const rows = [{ title: 'Smiling', pictures: batch(5), caption: 'of 500 faces' }];

  it('draws the decoded pictures under their α, and the change', () => {
    const svg = traversalFigure({ alphas, rows, origin: 'mean face', change: true });
    const pictures = batch(5);
    const [first, last] = [pictures.pick(0), pictures.pick(4)];
    const change = ndarray(new Float64Array(16), [4, 4]);
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 4; x++) {
        let [before, after] = [0, 0];
        for (let c = 0; c < 3; c++) {
          before += first.get(y, x, c);
          after += last.get(y, x, c);
        }
        change.set(y, x, after - before);
      }
    }
    expect(cells(svg)).toEqual([
      ...alphas.map((_, i) => pngDataUri(renderImage(pictures.pick(i)))),
      pngDataUri(renderMap(change)),
    ]);
    const headings = ['mean face −\u00A02\u00A0v', 'mean face −\u00A0v', 'mean face', 'mean face +\u00A0v'];
    expect(texts(svg)).toEqual(expect.arrayContaining([...headings, 'of 500 faces', 'darker', 'brighter']));
    expectNoOverlap(svg);
    expect(cells(traversalFigure({ alphas, rows }))).toHaveLength(5);
  });

  it('draws the picture in front of the path, and maps behind it', () => {
    const caption = 'score 3.2, rank 3 of 50';
    const row = {
      ...rows[0]!,
      caption,
      image: pictureOf(9),
      outline,
      maps: [mapOf(1)],
      captions: ['r 0.40'],
    };
    const methods = ['integrated gradients, 16 steps'];
    const svg = traversalFigure({ alphas, rows: [row], methods, kind: 'signed', outlineLabel: 'the mouth' });
    const drawn = cells(svg);
    expect(drawn).toHaveLength(7);
    expect(drawn[0]).toBe(pngDataUri(renderImage(pictureOf(9))));
    expect(drawn[6]).toBe(pngDataUri(renderMap(mapOf(1), { kind: 'signed' })));
    const written = ['picture', caption, 'integrated gradients', '16 steps', 'r 0.40', 'the mouth'];
    expect(texts(svg)).toEqual(expect.arrayContaining([...written, '+limit: raises the score']));
    expect(texts(svg).filter((text) => text === caption)).toHaveLength(1);
    expectNoOverlap(svg);
  });

  it.each<[object, string]>([
    [{ alphas: [0] }, 'traversalFigure: pictures of row 0 must have shape [1, 4, 4, 3]; got [5, 4, 4, 3].'],
    [{ alphas: [] }, 'traversalFigure: expected at least one α and one row; got 0 alphas and 1 rows.'],
    [
      { alphas: [0, 1, 2, 3, Number.NaN] },
      'traversalFigure: alphas must be finite numbers; alphas[4] is NaN.',
    ],
    [{ methods: ['a'] }, 'traversalFigure: row 0 must have one entry in maps per method, 1; got 0.'],
    [
      { rows: [{ ...rows[0], outline }] },
      'traversalFigure: the outline of row 0 needs an image to be drawn over; got none.',
    ],
    [{ overlays: true }, 'traversalFigure: unknown option "overlays"'],
    [{ change: 1 }, 'traversalFigure: change must be true or false; got 1.'],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => traversalFigure({ alphas, rows, ...options } as never)).toThrow(message);
  });
});
