import type { Token, Tokens } from 'marked';
import { Component, type ComponentChildren } from 'preact';
import { AnswerTable } from './answer-table.tsx';
import { CodeBlock } from './code-block.tsx';
import { inline } from './inline.tsx';

const DEEPEST = 12;

function list({ ordered, start, items }: Tokens.List, depth: number): ComponentChildren {
  const lines = items.map((item, at) => <li key={at}>{blocks(item.tokens, depth + 1)}</li>);
  if (!ordered) return <ul>{lines}</ul>;
  return <ol start={typeof start === 'number' ? start : 1}>{lines}</ol>;
}

/** One block. Headings of an answer stand below those of the page. */
function block(token: Token, depth: number): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading': {
      const { depth: level, tokens } = token as Tokens.Heading;
      const Heading = level <= 1 ? 'h3' : level === 2 ? 'h4' : level === 3 ? 'h5' : 'h6';
      return <Heading>{inline(tokens)}</Heading>;
    }
    case 'code': {
      const { text, lang } = token as Tokens.Code;
      return <CodeBlock text={text} language={lang} />;
    }
    case 'table':
      return <AnswerTable {...(token as Tokens.Table)} />;
    case 'list':
      return list(token as Tokens.List, depth);
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens, depth + 1)}</blockquote>;
    case 'hr':
      return <hr />;
    case 'paragraph':
      return <p>{inline((token as Tokens.Paragraph).tokens)}</p>;
    case 'html':
      return <p class="markdown-raw">{token.raw.trim()}</p>;
    default:
      return inline([token]);
  }
}

function blocks(tokens: readonly Token[], depth: number): ComponentChildren {
  if (depth > DEEPEST) return tokens.map(({ raw }) => raw).join('');
  return tokens.map((token) => block(token, depth));
}

/** One block of an answer; drawn anew only when it was read anew. */
export class BlockView extends Component<{ token: Token }> {
  override shouldComponentUpdate(next: { token: Token }): boolean {
    return next.token !== this.props.token;
  }

  override render(): ComponentChildren {
    return block(this.props.token, 0);
  }
}
