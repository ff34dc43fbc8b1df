import { encodePng, type Report, type ReportBlock } from '@csm/render';
import { figure } from './figure.js';

const wide = `<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="200" viewBox="0 0 1400 200"><rect width="1400" height="200" fill="#fff"/><text x="20" y="100">wide &amp; “typographic” 100 % #1</text></svg>`;

/** An SVG as a malicious file may contain it: a script, an event handler, and a picture from elsewhere. */
const malicious = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="50" onload="parent.ran = true; ran = true">
<script>parent.ran = true; top.ran = true;</script>
<image href="https://example.org/picture.png" width="10" height="10"/>
<style>@import url("https://example.org/style.css");</style>
<foreignObject width="100" height="50"><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.org/"/></foreignObject></svg>`;

const verdicts = ['believe', 'doubt', 'too few to tell'] as const;

/** A report with every kind of block, texts that look like HTML, and a malicious picture. */
export function reportOfAllBlocks(): Report {
  const { map, svg } = figure();
  const table: ReportBlock = {
    kind: 'table',
    caption: 'Scores of each concept on examples that were held out',
    columns: [
      ...['concept', 'ROC AUC', 'Cohen’s d', 'examples with', 'examples without'],
      ...['share of the score that the other labels explain', 'q, adjusted for all concepts'],
    ],
    rows: [
      ['Eyeglasses', 0.98765, 2.1, 30, 40, '12 %', 0.00012],
      ['<b>Hat</b> & "cap"', Number.NaN, -0.5, 3, 4000, 'not asked', 1],
    ],
  };
  return {
    title: 'Concepts <script>window.ran = true</script> & maps',
    lead: 'Which features give an input its score? See https://arxiv.org/abs/1910.13140.\n\nSecond paragraph with `code`.',
    sections: [
      {
        heading: 'Can the maps be believed?',
        blocks: [
          ...verdicts.map(
            (verdict): ReportBlock => ({
              kind: 'verdict',
              verdict,
              caption: 'Eyeglasses',
              reasons: [
                'The score separates: AUC .987.',
                'At `seed 0`, <img src=x onerror="window.ran = true"> is text.',
              ],
            }),
          ),
          { kind: 'note', title: 'These are no concepts', text: 'They are coordinates of the latent space.' },
        ],
      },
      {
        heading: 'Maps',
        blocks: [{ kind: 'text', text: 'Red raises the score.' }],
        sections: [
          {
            heading: 'Maps',
            blocks: [
              { kind: 'figure', source: svg, alt: 'Map of one face', caption: 'One face & its map.' },
              { kind: 'figure', source: encodePng(map), alt: 'Map as PNG', width: 160 },
              { kind: 'figure', source: wide, alt: 'A wide figure' },
              { kind: 'figure', source: malicious, alt: 'A malicious figure' },
            ],
          },
        ],
      },
      {
        heading: 'Scores',
        blocks: [
          table,
          { kind: 'details', summary: 'All scores', blocks: [{ ...table, caption: 'All scores' }] },
          { kind: 'list', items: ['one', 'two'] },
          {
            kind: 'code',
            text: 'csm report MODEL DATA --attributes table.csv --name Eyeglasses --out report.html',
          },
          {
            kind: 'files',
            files: [
              { href: 'report-files/maps 1.npy', name: 'maps 1.npy', content: 'the maps' },
              { href: 'javascript:window.ran=true', name: 'javascript', content: 'not a file' },
            ],
          },
        ],
      },
    ],
    settings: {
      command: 'csm report',
      seed: 0,
      model: { sha256: 'ab'.repeat(32) },
      ids: ['a', 'b'],
      limit: null,
    },
  };
}
