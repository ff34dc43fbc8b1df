/** The options of markdown-it that make a page on the site read as it does in the repository. */
export function readMarkdown(markdown) {
  // "anndata.readthedocs.io" without "https://" is not a link.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  markdown.core.ruler.push('code-in-headings', nameCode);
}

/** typedoc makes anchors of the text of headings without their code; as a child of itself, the code counts as text. */
function nameCode({ tokens, Token }) {
  tokens.forEach(({ type }, i) => {
    if (type !== 'heading_open') return;
    for (const token of tokens[i + 1].children) {
      if (token.type !== 'code_inline') continue;
      token.children = [Object.assign(new Token('text', '', 0), { content: token.content })];
    }
  });
}
