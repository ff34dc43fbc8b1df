import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../pictures/png.js';
import { htmlReport } from './html-report.js';
import type { Report, ReportBlock } from './report.js';
import { svgSize } from './svg-size.js';
import { numberText } from './table-html.js';

const page = (blocks: readonly ReportBlock[], more: Partial<Report> = {}) =>
  htmlReport({
    title: 'Title',
    lead: 'Lead.',
    sections: [{ heading: 'First', blocks }],
    settings: {},
    ...more,
  });

/** The page with its void elements closed, as XML. */
const parsed = (html: string) =>
  new DOMParser({
    onError: (_, message) => {
      throw new Error(message);
    },
  }).parseFromString(
    html.replace(/^<!doctype html>\n/, '').replace(/<(meta|img)\b([^>]*)>/g, '<$1$2/>'),
    'text/xml',
  );

const svg = (attributes: string) => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}></svg>`;

describe('htmlReport', () => {
  it('gives every heading its own id, and skips no level', () => {
    const html = page([], {
      sections: [
        {
          heading: 'Maps',
          blocks: [],
          sections: [{ heading: 'Maps', blocks: [], sections: [{ heading: '?', blocks: [] }] }],
        },
        { heading: 'Content', blocks: [] },
      ],
    });
    const headings = [...html.matchAll(/<h(\d)(?: id="([^"]*)")?>/g)].map(([, level, id]) => [level, id]);
    expect(headings).toEqual([
      ...[
        ['1', undefined],
        ['2', 'contents'],
        ['2', 'maps'],
        ['3', 'maps-2'],
        ['4', 'section'],
      ],
      ...[
        ['2', 'content-2'],
        ['2', 'settings'],
      ],
    ]);
    for (const [, target = ''] of html.matchAll(/href="#([^"]*)"/g)) expect(html).toContain(`id="${target}"`);
  });

  it('shows any text as it is, and stays well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (each) => {
        const text = `x${each}`;
        const html = page(
          [
            { kind: 'text', text },
            { kind: 'note', title: text, text },
            { kind: 'code', text },
            { kind: 'list', items: [text] },
            { kind: 'figure', source: svg('width="2" height="1"'), alt: text, caption: text },
            { kind: 'table', caption: text, columns: [text], rows: [[text]] },
            { kind: 'verdict', verdict: 'doubt', caption: text, reasons: [text] },
            { kind: 'details', summary: text, blocks: [] },
            { kind: 'files', files: [{ href: text, name: text, content: text }] },
          ],
          { title: text, settings: { [text]: text } },
        );
        const code = parsed(html).getElementsByTagName('pre')[0]?.textContent;
        expect(code?.replace(/\r\n?/g, '\n')).toBe(
          text
            .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
            .replace(/\r\n?/g, '\n'),
        );
      }),
    );
  });

  it('makes links of https addresses only, without the full stop that follows them', () => {
    const html = page([
      { kind: 'text', text: 'See https://arxiv.org/abs/1910.13140. Not javascript:alert(1) `https://a.b`' },
    ]);
    expect(html).toContain(
      '<a href="https://arxiv.org/abs/1910.13140">https://arxiv.org/abs/1910.13140</a>. Not',
    );
    expect([...html.matchAll(/<a href="([^"#]*)"/g)]).toHaveLength(1);
    expect(html).toContain('<code>https://a.b</code>');
  });

  it('links files by paths that are always relative to the page', () => {
    const files = ['maps/a b.npy', 'javascript:alert(1)', '//host/x'].map((href) => ({
      href,
      name: 'n',
      content: 'c',
    }));
    const links = [...page([{ kind: 'files', files }]).matchAll(/<li><a href="([^"#]+)">n/g)].map(
      ([, href]) => href,
    );
    expect(links.map((each) => new URL(each ?? '', 'file:///folder/report.html').protocol)).toEqual([
      'file:',
      'file:',
      'file:',
    ]);
    expect(links.slice(0, 2)).toEqual(['maps/a%20b.npy', 'javascript%3Aalert(1)']);
  });

  it('embeds an SVG so that a browser reads the same text', () => {
    const source = svg('width="4" height="2" data-x="1 % #&amp;&lt;é\t\n"');
    const uri = /<img src="([^"]*)"/.exec(page([{ kind: 'figure', source, alt: 'a' }]))?.[1] ?? '';
    expect(decodeURIComponent(uri.replace('data:image/svg+xml;charset=utf-8,', ''))).toBe(source);
    expect(uri).not.toMatch(/[&<>\t\n]/);
  });

  it('knows the size of pictures', async () => {
    expect(svgSize(svg('width=\'8\' height="4px"'))).toEqual({ width: 8, height: 4 });
    expect(svgSize(`<?xml version="1.0"?><!-- a --> ${svg('viewBox="0 0 30 20"')}`)).toEqual({
      width: 30,
      height: 20,
    });
    expect(svgSize(svg('width="100%"'))).toEqual({ width: 300, height: 150 });
    const shown = (source: Uint8Array, width?: number) =>
      /<img.*?>/.exec(page([{ kind: 'figure', source, alt: 'a', width }]))?.[0];
    const png = encodePng({ width: 3, height: 2, data: new Uint8ClampedArray(24) });
    expect(shown(png)).toMatch(/^<img src="data:image\/png;[^>]* width="3" height="2">/);
    expect(shown(png, 30)).toMatch(/^<img class="pixels" [^>]* width="30" height="20">/);
    const grey = sharp({ create: { width: 6, height: 4, channels: 3, background: '#888' } });
    const jpeg = new Uint8Array(await grey.jpeg().toBuffer());
    expect(shown(jpeg)).toMatch(/^<img src="data:image\/jpeg;[^>]* width="6" height="4">/);
    expect(shown(jpeg, 30)).toMatch(/^<img src="data:image\/jpeg;[^>]* width="30" height="20">/);
  });

  it('writes numbers of tables with four digits', () => {
    expect([12345, -3, 0.123456, 0.5, -0.000012, 1e-300, Number.NaN, -Infinity].map(numberText)).toEqual([
      ...['12345', '−3', '0.1235', '0.5000', '−0.00001200', '1.000e−300', '–', '−∞'],
    ]);
  });

  it('lists nested settings by their paths', () => {
    const html = page([], { settings: { a: { b: [1, 2], c: {} }, d: undefined, e: null, f: ['x', 'y'] } });
    const rows = [...html.matchAll(/<th scope="row">(.*?)<\/th><td>(.*?)<\/td>/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(rows).toEqual([
      ['a.b', '[1,2]'],
      ['a.c', '{}'],
      ['e', 'null'],
      ['f', 'x, y'],
    ]);
  });

  describe('refuses', () => {
    const report = { title: 't', lead: 'l', sections: [], settings: {} };
    const block = (block: object) => ({ ...report, sections: [{ heading: 'h', blocks: [block] }] });
    it.each<[string, unknown, string]>([
      [
        'an unknown option',
        { ...report, footer: 'f' },
        'htmlReport: unknown option "footer"; valid options: title, lead, sections, settings.',
      ],
      [
        'no title',
        { ...report, title: ' ' },
        'htmlReport: title must be a string that is not empty; got " ".',
      ],
      [
        'settings that are a list',
        { ...report, settings: [] },
        'htmlReport: settings must be an object; got an array.',
      ],
      [
        'an unknown kind of block',
        block({ kind: 'video' }),
        "htmlReport: sections[0].blocks[0].kind must be 'text', 'note'",
      ],
      [
        'a figure without alt',
        block({ kind: 'figure', source: svg('') }),
        'htmlReport: sections[0].blocks[0].alt must be a string that is not empty; got undefined.',
      ],
      [
        'a figure of another format',
        block({ kind: 'figure', source: new Uint8Array(30), alt: 'a' }),
        'htmlReport: sections[0].blocks[0].source must be an SVG document or the bytes of a whole JPEG or PNG file; got',
      ],
      [
        'a JPEG without a size',
        block({ kind: 'figure', source: Uint8Array.of(0xff, 0xd8), alt: 'a' }),
        'htmlReport: sections[0].blocks[0].source must be an SVG document or the bytes of a whole JPEG or PNG file; got',
      ],
      [
        'a row of another length',
        block({ kind: 'table', caption: 'c', columns: ['a'], rows: [['1', 2]] }),
        'htmlReport: sections[0].blocks[0].rows[0] must have one cell per column, 1; got 2.',
      ],
      [
        'a verdict of another word',
        block({ kind: 'verdict', verdict: 'maybe', reasons: [] }),
        'htmlReport: sections[0].blocks[0].verdict must be',
      ],
      [
        'a misspelt option in details',
        block({ kind: 'details', summary: 's', blocks: [{ kind: 'text', txt: 't' }] }),
        'htmlReport: sections[0].blocks[0].blocks[0]: unknown option "txt"',
      ],
    ])('%s', (_, report, message) => {
      expect(() => htmlReport(report as Report)).toThrow(message);
    });
  });
});
