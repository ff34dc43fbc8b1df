import {
  checkList,
  checkOneOf,
  checkPositive,
  checkRequiredOptions,
  invalidArgument,
  shown,
} from '@csm/base';
import { pictureFile } from '../pictures/picture-file.js';
import { checkText, checkTexts } from './check-text.js';
import type { ReportBlock, ReportFigure, ReportFiles, ReportTable, ReportVerdict } from './report.js';
import { isSvg } from './svg-size.js';

const KINDS = ['text', 'note', 'code', 'list', 'figure', 'table', 'verdict', 'details', 'files'] as const;
const VERDICTS = ['believe', 'doubt', 'too few to tell'] as const;

/** @throws unless the blocks are well-formed, also those in details. */
export function checkBlocks(caller: string, where: string, blocks: readonly ReportBlock[]): void {
  checkList(caller, where, blocks);
  for (const [i, block] of blocks.entries()) checkBlock(caller, `${where}[${i}]`, block);
}

function checkBlock(caller: string, at: string, block: ReportBlock): void {
  const here = `${caller}: ${at}`;
  if (typeof block !== 'object' || block === null) {
    throw invalidArgument(`${here} must be a block, such as { kind: 'text', text }; got ${shown(block)}.`);
  }
  checkOneOf(caller, `${at}.kind`, block.kind, KINDS);
  switch (block.kind) {
    case 'text':
    case 'code':
      checkRequiredOptions(here, block, { kind: true, text: true });
      checkText(caller, `${at}.text`, block.text);
      break;
    case 'note':
      checkRequiredOptions(here, block, { kind: true, title: true, text: true });
      checkText(caller, `${at}.title`, block.title);
      checkText(caller, `${at}.text`, block.text);
      break;
    case 'list':
      checkRequiredOptions(here, block, { kind: true, items: true });
      checkTexts(caller, `${at}.items`, block.items);
      break;
    case 'figure':
      checkFigure(caller, at, block);
      break;
    case 'table':
      checkTable(caller, at, block);
      break;
    case 'verdict':
      checkVerdict(caller, at, block);
      break;
    case 'details':
      checkRequiredOptions(here, block, { kind: true, summary: true, blocks: true });
      checkText(caller, `${at}.summary`, block.summary);
      checkBlocks(caller, `${at}.blocks`, block.blocks);
      break;
    case 'files':
      checkFiles(caller, at, block);
      break;
  }
}

function checkVerdict(caller: string, at: string, block: ReportVerdict): void {
  checkRequiredOptions(`${caller}: ${at}`, block, {
    ...{ kind: true, verdict: true, reasons: true, caption: true },
  } as const);
  checkOneOf(caller, `${at}.verdict`, block.verdict, VERDICTS);
  checkTexts(caller, `${at}.reasons`, block.reasons);
  if (block.caption !== undefined) checkText(caller, `${at}.caption`, block.caption);
}

function checkFiles(caller: string, at: string, block: ReportFiles): void {
  checkRequiredOptions(`${caller}: ${at}`, block, { kind: true, files: true });
  checkList(caller, `${at}.files`, block.files);
  for (const [i, file] of block.files.entries()) {
    const each = `${at}.files[${i}]`;
    checkRequiredOptions(`${caller}: ${each}`, file, { href: true, name: true, content: true });
    checkText(caller, `${each}.href`, file.href);
    checkText(caller, `${each}.name`, file.name);
    checkText(caller, `${each}.content`, file.content);
  }
}

function checkFigure(caller: string, at: string, figure: ReportFigure): void {
  checkRequiredOptions(`${caller}: ${at}`, figure, {
    ...{ kind: true, source: true, alt: true, caption: true, width: true },
  } as const);
  const { source, alt, caption, width } = figure;
  if (!isPicture(source)) {
    throw invalidArgument(
      `${caller}: ${at}.source must be an SVG document or the bytes of a whole JPEG or PNG file; got ${shown(source)}.`,
    );
  }
  checkText(caller, `${at}.alt`, alt);
  if (caption !== undefined) checkText(caller, `${at}.caption`, caption);
  if (width !== undefined) checkPositive(caller, `${at}.width`, width);
}

function isPicture(source: string | Uint8Array): boolean {
  if (typeof source === 'string') return isSvg(source);
  const file = source instanceof Uint8Array ? pictureFile(source) : undefined;
  return file !== undefined && file.width > 0 && file.height > 0;
}

function checkTable(caller: string, at: string, table: ReportTable): void {
  checkRequiredOptions(`${caller}: ${at}`, table, { kind: true, caption: true, columns: true, rows: true });
  checkText(caller, `${at}.caption`, table.caption);
  checkTexts(caller, `${at}.columns`, table.columns);
  checkList(caller, `${at}.rows`, table.rows);
  for (const [r, row] of table.rows.entries()) {
    checkList(caller, `${at}.rows[${r}]`, row);
    if (row.length !== table.columns.length) {
      throw invalidArgument(
        `${caller}: ${at}.rows[${r}] must have one cell per column, ${table.columns.length}; got ${row.length}.`,
      );
    }
    const bad = row.findIndex((cell) => typeof cell !== 'string' && typeof cell !== 'number');
    if (bad === -1) continue;
    throw invalidArgument(
      `${caller}: ${at}.rows[${r}][${bad}] must be a string or a number; got ${shown(row[bad])}.`,
    );
  }
}
