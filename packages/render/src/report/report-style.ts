/** The style of a page: system fonts, light and dark, narrow and wide, and print. Colours have a contrast of at least 4.5 to 1. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #fff; --ink: #1a1a1a; --muted: #555; --line: #d5d5d5; --link: #0b57a4; --soft: #f4f5f7; --focus: #0b57a4;
  --believe: #00664e; --believe-soft: #e6f4ef; --doubt: #a01526; --doubt-soft: #fbe9eb; --few: #7a5200; --few-soft: #fdf3dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181b; --ink: #e8e8e8; --muted: #b0b4ba; --line: #44484e; --link: #8ab8f0; --soft: #212429; --focus: #8ab8f0;
    --believe: #6fd6b4; --believe-soft: #12312a; --doubt: #ff9aa5; --doubt-soft: #3a171c; --few: #f5c04a; --few-soft: #352a10;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 70rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
p, li, figcaption { max-width: 46rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: .5rem; padding: .5rem 1rem; background: var(--page); }
.skip:focus { left: 1rem; }
nav { margin: 1.5rem 0; padding: .75rem 1rem; background: var(--soft); border-radius: .5rem; }
nav h2 { font-size: 1rem; margin: 0 0 .25rem; padding: 0; border: 0; }
nav ol { margin: 0; padding-left: 1.5rem; }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
pre { margin: 0; padding: .75rem 1rem; background: var(--soft); border-radius: .5rem; width: max-content; min-width: 100%; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { min-width: 5.5rem; vertical-align: bottom; border-bottom-width: 2px; }
tbody th { font-weight: 500; }
.number { text-align: right; }
.settings td { overflow-wrap: anywhere; min-width: 14rem; font-family: ui-monospace, monospace; font-size: .8125rem; }
figure { margin: 1.5rem 0; }
.card { background: #fff; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem; width: fit-content; max-width: 100%; margin: 0; }
.card img { display: block; max-width: 100%; height: auto; }
.card .pixels { image-rendering: pixelated; }
.card.wide img { min-width: 40rem; }
figcaption { margin-top: .5rem; color: var(--muted); font-size: .9375rem; }
.note, .verdict { margin: 1.25rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .4rem solid var(--few); border-radius: .5rem; background: var(--few-soft); max-width: 50rem; }
.note p, .verdict p { margin: .35rem 0; }
.verdict ul { margin: .35rem 0; padding-left: 1.25rem; }
.verdict .word { display: flex; align-items: center; gap: .6rem; font-size: 1.15rem; }
.verdict .mark { flex: none; }
.verdict .outline { fill: var(--tone); }
.verdict .sign { fill: none; stroke: var(--page); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
.verdict { --tone: var(--few); border-left-color: var(--tone); }
.verdict .word strong { color: var(--tone); }
.verdict.believe { --tone: var(--believe); background: var(--believe-soft); }
.verdict.doubt { --tone: var(--doubt); background: var(--doubt-soft); }
details { margin: 1rem 0; }
summary { cursor: pointer; padding: .25rem 0; font-weight: 600; }
@media print {
  :root { --page: #fff; --ink: #000; --muted: #333; --line: #999; --link: #000; --soft: #f4f5f7;
    --believe: #00664e; --believe-soft: #fff; --doubt: #a01526; --doubt-soft: #fff; --few: #7a5200; --few-soft: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip, nav { display: none; }
  .wide { overflow: visible; }
  .card.wide img { min-width: 0; }
  figure, .verdict, .note, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;
