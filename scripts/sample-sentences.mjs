/**
 * Draws sentences at random from the documentation, the comments and the messages of this repository, so that a person
 * can judge whether they read well: docs, READMEs, TSDoc and other comments, and the error, warning and help texts of
 * packages, examples, benchmarks and tests.
 *
 *     node scripts/sample-sentences.mjs [--seed 1] [--count 120] [--under packages/core]… [--all]
 *
 * The same seed draws the same sentences from the same files. `--all` prints every sentence, to be searched.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import seedrandom from 'seedrandom';
import ts from 'typescript';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '120' },
    under: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
  },
});

/** Shorter fragments ("Arithmetic mean.") are not informative about the style. */
const SHORTEST = 4;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A text, and for every character of it the line of the file that it comes from. */
function textOf(lines) {
  let text = '';
  const lineAt = [];
  for (const { line, content } of lines) {
    const piece = text === '' ? content : ` ${content}`;
    text += piece;
    for (let i = 0; i < piece.length; i++) lineAt.push(line);
  }
  return { text, lineAt };
}

/** The sentences of consecutive lines of prose. */
function sentencesOf(lines) {
  const { text, lineAt } = textOf(lines);
  const found = [];
  let begun = '';
  let start = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    if (begun === '') start = index;
    begun += segment;
    // An abbreviation, a list's number or an open bracket does not end a sentence.
    if (/(?:\b(?:e\.g|i\.e|et al|cf|vs|Fig|Eq|No)\.|\s\d+\.)\s*$/.test(begun) || !balanced(begun)) continue;
    found.push({ line: lineAt[start], text: begun.trim() });
    begun = '';
  }
  if (begun.trim() !== '') found.push({ line: lineAt[start], text: begun.trim() });
  return found.filter(({ text: sentence }) => wordsOf(sentence) >= SHORTEST);
}

/** The number of words outside of code, links and markup. */
function wordsOf(sentence) {
  const prose = sentence.replace(/`[^`]*`|\$\{[^}]*\}|\]\([^)]*\)|<[^>]*>/g, ' ');
  return (prose.match(/\p{L}{2,}/gu) ?? []).length;
}

function balanced(text) {
  const count = (character) => text.split(character).length - 1;
  return count('(') <= count(')') && count('{') <= count('}') && count('`') % 2 === 0;
}

/** Splits lines into blocks; a line for which `ends` is true begins the next block. */
function blocks(lines, ends) {
  const all = [[]];
  for (const line of lines) {
    if (line.content === '' || ends(line.content)) all.push([]);
    if (line.content !== '') all.at(-1).push(line);
  }
  return all.filter((block) => block.length > 0);
}

function markdownSentences(source) {
  const prose = [];
  let fenced = false;
  for (const [i, raw] of source.split('\n').entries()) {
    const fence = /^\s*```/.test(raw);
    if (fence) fenced = !fenced;
    const skipped = fence || fenced || /^\s*(?:<|!\[|\|?[\s:|-]+\|?$)/.test(raw);
    if (!skipped && raw.trimStart().startsWith('|')) {
      for (const cell of raw.split('|'))
        prose.push({ line: i + 1, content: '' }, { line: i + 1, content: cell.trim() });
    } else {
      prose.push({ line: i + 1, content: skipped ? '' : raw.trim().replace(/^>\s?/, '') });
    }
  }
  return blocks(prose, (content) => /^(?:#|[-*] |\d+\. )/.test(content)).flatMap((block) =>
    sentencesOf(
      block.map(({ line, content }) => ({
        line,
        content: content.replace(/^(?:#+|[-*]|\d+\.) /, '').replaceAll('**', ''),
      })),
    ),
  );
}

function commentSentences(source, file) {
  const comments = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const seen = new Set();
  const visit = (node) => {
    for (const range of ts.getLeadingCommentRanges(source, node.pos) ?? []) add(range);
    for (const range of ts.getTrailingCommentRanges(source, node.end) ?? []) add(range);
    for (const child of node.getChildren(tree)) visit(child);
  };
  const add = ({ pos, end }) => {
    if (seen.has(pos)) return;
    seen.add(pos);
    comments.push({ pos, end });
  };
  visit(tree);
  comments.sort((a, b) => a.pos - b.pos);
  const lineOf = (pos) => tree.getLineAndCharacterOfPosition(pos).line + 1;
  const lines = comments.flatMap(({ pos, end }, at) => {
    const first = lineOf(pos);
    const content = source
      .slice(pos, end)
      .split('\n')
      .map((raw, i) => ({
        line: first + i,
        content: raw
          .replace(/^\s*(?:\/\*\*?|\/\/|\*(?!\/))?\s?/, '')
          .replace(/\*\/\s*$/, '')
          .trim(),
      }));
    const previous = comments[at - 1];
    const adjoins =
      previous &&
      source.startsWith('//', pos) &&
      source.startsWith('//', previous.pos) &&
      lineOf(previous.end) === first - 1;
    return adjoins ? content : [{ line: first, content: '' }, ...content];
  });
  const prose = withoutFences(lines).filter(({ content }) => !/^(?:biome-ignore|@ts-|eslint)/.test(content));
  return blocks(prose, (content) => /^(?:@|[-*] |\d+\. |\|)/.test(content)).flatMap((block) =>
    sentencesOf(block.map(({ line, content }) => ({ line, content: content.replace(/^[-*] /, '') }))),
  );
}

function withoutFences(lines) {
  let fenced = false;
  return lines.map(({ line, content }) => {
    const fence = content.startsWith('```');
    if (fence) fenced = !fenced;
    return { line, content: fence || fenced ? '' : content };
  });
}

/** Texts of several words that a program prints or throws. Pieces joined by `+` are one text. */
function messageSentences(source, file) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const textIn = (node) => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node)) return node.getText(tree).slice(1, -1);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const [left, right] = [textIn(node.left), textIn(node.right)];
      return left !== undefined && right !== undefined ? left + right : undefined;
    }
    return undefined;
  };
  const visit = (node) => {
    const text = textIn(node);
    if (text !== undefined) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
      const words = text.replace(/\$\{[^}]*\}/g, '').match(/(?<![\w/-])\p{L}{2,}(?![\w/-])/gu) ?? [];
      if (words.length >= SHORTEST)
        found.push(...sentencesOf(text.split('\n').map((content) => ({ line, content: content.trim() }))));
      return;
    }
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function pythonSentences(source) {
  const prose = [];
  let quoted = false;
  for (const [i, raw] of source.split('\n').entries()) {
    const quotes = raw.split('"""').length - 1;
    const comment = /(?:^|\s{2})#\s(.*)$/.exec(raw);
    const content = quoted || quotes > 0 ? raw.replaceAll('"""', '').trim() : (comment?.[1] ?? '');
    prose.push({ line: i + 1, content: /^def |^class /.test(content) ? '' : content });
    if (quotes % 2 === 1) quoted = !quoted;
  }
  return blocks(prose, () => false).flatMap(sentencesOf);
}

function sentencesIn(file) {
  const source = readFileSync(file, 'utf8');
  if (file.endsWith('.md')) return markdownSentences(source);
  if (file.endsWith('.py')) return pythonSentences(source);
  const comments = commentSentences(source, file);
  // The texts in a test are its names and made-up data.
  const isTest = /\.test\.|\/test\//.test(file);
  return isTest ? comments : [...comments, ...messageSentences(source, file)];
}

const roots = options.under.length > 0 ? options.under : ['.'];
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...roots],
  { encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => /\.(?:md|ts|mjs|js|py)$/.test(file) && !/(?:^|\/)(?:dist|node_modules|api)\//.test(file))
  .sort();
const sentences = files.flatMap((file) => {
  // Repeated cells of a table count once.
  const first = new Map(
    sentencesIn(file)
      .reverse()
      .map(({ line, text }) => [text, line]),
  );
  return [...first].reverse().map(([text, line]) => ({ where: `${file}:${line}`, text }));
});

if (options.all) {
  for (const { where, text } of sentences) console.log(`${where}\t${text}`);
} else {
  const random = seedrandom.alea(options.seed);
  const count = Math.min(Number(options.count), sentences.length);
  // Fisher–Yates: the first `count` of a shuffle.
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (sentences.length - i));
    [sentences[i], sentences[j]] = [sentences[j], sentences[i]];
  }
  for (const [i, { where, text }] of sentences.slice(0, count).entries())
    console.log(`${i + 1}. ${text}\n   ${where}`);
}
