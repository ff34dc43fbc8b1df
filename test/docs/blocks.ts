import { fromMarkdown } from 'mdast-util-from-markdown';

/** A code block of a page. */
export interface Block {
  /** The word after the fence; undefined if there is none, and for indented code. */
  readonly language: string | undefined;
  /** The line of the fence. The text begins on the next one. */
  readonly line: number;
  /** The text, which ends with a line break. */
  readonly text: string;
  /** The name of the file, from the paragraph before the block or from a comment in its first line. */
  readonly file: string | undefined;
}

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number];

/** All code blocks of a page, in order, those in lists and quotations included. */
export function blocksOf(markdown: string): Block[] {
  const found: Block[] = [];
  const visit = (node: Node, before: Node | undefined): void => {
    if (node.type === 'code') {
      const text = `${node.value}\n`;
      found.push({
        language: node.lang ?? undefined,
        line: node.position?.start.line ?? 0,
        text,
        file: named(before) ?? commentedName(text),
      });
    } else if ('children' in node) {
      const children = node.children as Node[];
      children.forEach((child, i) => {
        visit(child, children[i - 1]);
      });
    }
  };
  visit(fromMarkdown(markdown), undefined);
  return found;
}

const FILE = /^[\w.-]+\.(?:[cm]?[jt]sx?|py)$/;

/** The first file name in the paragraph that is code by itself, such as `gpu.ts`. */
function named(paragraph: Node | undefined): string | undefined {
  if (paragraph?.type !== 'paragraph') return undefined;
  for (const part of paragraph.children) {
    if (part.type === 'inlineCode' && FILE.test(part.value)) return part.value;
  }
  return undefined;
}

/** The first file name in a comment that begins the block, such as `# python explain.py glasses.onnx`. */
function commentedName(text: string): string | undefined {
  const [, comment = ''] = /^(?:\/\/|#) ?(.*)/.exec(text) ?? [];
  return comment.split(/[\s,]+/).find((word) => FILE.test(word));
}
