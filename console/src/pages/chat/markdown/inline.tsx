import type { Token, Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { plainEntities } from './plain-entities.ts';
import { safeLink } from './safe-link.ts';

/** Deeper than this nobody reads, and browsers run out of stack. */
const DEEPEST = 24;

/** A link, where it leads to a page; else what was written. */
function link(href: string, words: ComponentChildren, raw: string): ComponentChildren {
  const address = safeLink(href);
  if (address === undefined) return raw;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {words}
    </a>
  );
}

function one(token: Token, depth: number): ComponentChildren {
  const inner = (): ComponentChildren => inline((token as Tokens.Generic).tokens, depth + 1);
  switch (token.type) {
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return link((token as Tokens.Link).href, inner(), token.raw);
    case 'image': {
      // A picture would tell its host who reads this answer.
      const { href, text, raw } = token as Tokens.Image;
      return link(href, `picture: ${text === '' ? href : plainEntities(text)}`, raw);
    }
    case 'escape':
      return plainEntities((token as Tokens.Escape).text);
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '☑ ' : '☐ ';
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens ? inner() : plainEntities(text);
    }
    default:
      return token.raw;
  }
}

/** What stands inside a block. HTML is shown as text. */
export function inline(tokens: readonly Token[] | undefined, depth = 0): ComponentChildren {
  if (!tokens) return null;
  if (depth > DEEPEST) return tokens.map(({ raw }) => raw).join('');
  return tokens.map((token) => one(token, depth));
}
