import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
// @ts-expect-error: version 2 comes without types
import { parse } from 'opentype.js';
import { describe, expect, test } from 'vitest';
import { escapeXml, FONT_FAMILY, fitText, fitTexts, textWidth } from './text.js';

const require = createRequire(import.meta.url);

describe('textWidth', () => {
  test.each([
    [400, '400Regular/Inter_400Regular.ttf'],
    [600, '600SemiBold/Inter_600SemiBold.ttf'],
  ] as const)('weight %i: the advance widths of the font file', (weight, file) => {
    const bytes = readFileSync(require.resolve(`@expo-google-fonts/inter/${file}`));
    const font = parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    for (let code = 0x20; code < 0x7f; code++) {
      const character = String.fromCharCode(code);
      const advance = font.charToGlyph(character).advanceWidth / font.unitsPerEm;
      expect(textWidth(character, 1, weight), character).toBeCloseTo(advance, 6);
    }
    // Characters that count as a full em (Greek, signs, arrows) are not wider than that.
    for (const character of 'αβγμσΔΣ−×·±≥≤→↑…')
      expect(font.charToGlyph(character).advanceWidth / font.unitsPerEm, character).toBeLessThanOrEqual(1.01);
  });

  test('accents add no width', () => {
    expect(textWidth('é', 10, 400)).toBe(textWidth('e', 10, 400));
  });
});

describe('fitText', () => {
  const options = { size: 12, smallest: 9, weight: 600 } as const;

  test('breaks at spaces and after underscores, and only if necessary', () => {
    expect(fitText('Integrated gradients', { ...options, width: 200 }).lines).toEqual([
      'Integrated gradients',
    ]);
    expect(fitText('Integrated gradients', { ...options, width: 80 }).lines).toEqual([
      'Integrated',
      'gradients',
    ]);
    expect(fitText('Mouth_Slightly_Open', { ...options, width: 70 }).lines).toEqual([
      'Mouth_',
      'Slightly_',
      'Open',
    ]);
    expect(fitText('in mask 21.5\u00A0%', { ...options, width: 80 }).lines).toEqual([
      'in mask',
      '21.5\u00A0%',
    ]);
    expect(fitText('one\ntwo', { ...options, width: 200 }).lines).toEqual(['one', 'two']);
    expect(fitText('', { ...options, width: 80 })).toMatchObject({ lines: [], width: 0, height: 0 });
  });

  test('reduces the size of a long word before it cuts it', () => {
    const word = 'Unbreakables';
    const width = textWidth(word, 10, 600);
    expect(fitText(word, { ...options, width })).toMatchObject({ lines: [word], size: 10 });
    const cut = fitText(word, { ...options, width: 40 });
    expect(cut.size).toBe(9);
    expect(cut.lines.length).toBeGreaterThan(1);
  });

  test('labels of one kind get one size', () => {
    const fitted = fitTexts(['a', 'Unbreakables'], { ...options, width: textWidth('Unbreakables', 10, 600) });
    expect(fitted.map(({ size }) => size)).toEqual([10, 10]);
  });

  test('no line is wider than requested, and no character is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 32, max: 200 }),
        (text, width) => {
          const fitted = fitText(text, { ...options, width });
          for (const line of fitted.lines)
            expect(textWidth(line, fitted.size, 600)).toBeLessThanOrEqual(width);
          expect(fitted.lines.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
        },
      ),
    );
  });
});

test('escapeXml escapes markup and replaces characters that XML forbids', () => {
  expect(escapeXml(`<b a="1">'&'</b>`)).toBe('&lt;b a=&quot;1&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;');
  expect(escapeXml('a\u0000b\u001Bc\uD800d\uFFFEe👍')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe👍');
});

test('the font of figures is Inter or one of similar width, also on Linux', () => {
  const families = FONT_FAMILY.split(', ');
  expect(families[0]).toBe('Inter');
  // The usual sans-serif of Linux is up to 18 % wider than Inter, so its narrow form stands before it.
  const narrow = families.indexOf("'DejaVu Sans Condensed'");
  expect(narrow).toBeGreaterThan(0);
  expect(narrow).toBeLessThan(families.indexOf('sans-serif'));
});
