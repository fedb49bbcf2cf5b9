/** A tiny reader of GBNF that writes random texts of a grammar; for tests. */
type Node =
  | { kind: 'text'; text: string }
  | { kind: 'class'; codes: [number, number][] }
  | { kind: 'rule'; name: string }
  | { kind: 'either'; options: Node[][] }
  | { kind: 'repeat'; node: Node; min: number; max: number };

const ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '[': '[',
  ']': ']',
};

function parse(grammar: string): Map<string, Node> {
  let at = 0;
  const rules = new Map<string, Node>();
  const blanks = (): void => {
    while (grammar[at] === ' ') at++;
  };
  const char = (): string => {
    const first = String.fromCodePoint(grammar.codePointAt(at) ?? 0);
    at += first.length;
    if (first !== '\\') return first;
    const kind = grammar[at++] ?? '';
    const length = { x: 2, u: 4, U: 8 }[kind];
    if (length === undefined) return ESCAPES[kind] ?? fail(`escape ${kind}`);
    const code = Number.parseInt(grammar.slice(at, at + length), 16);
    at += length;
    return String.fromCodePoint(code);
  };
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at}: ${grammar.slice(at - 20, at + 20)}`);
  };
  const atom = (): Node => {
    const sign = grammar[at];
    if (sign === '"') {
      at++;
      let text = '';
      while (grammar[at] !== '"') text += char();
      at++;
      return { kind: 'text', text };
    }
    if (sign === '[') {
      at++;
      const codes: [number, number][] = [];
      while (grammar[at] !== ']') {
        const first = char().codePointAt(0) ?? 0;
        if (grammar[at] === '-') {
          at++;
          codes.push([first, char().codePointAt(0) ?? 0]);
        } else codes.push([first, first]);
      }
      at++;
      return { kind: 'class', codes };
    }
    if (sign === '(') {
      at++;
      const node = either();
      if (grammar[at] !== ')') fail('no )');
      at++;
      return node;
    }
    const name = /^[A-Za-z0-9-]+/.exec(grammar.slice(at, at + 80))?.[0] ?? fail('no element');
    at += name.length;
    return { kind: 'rule', name };
  };
  const either = (): Node => {
    const options: Node[][] = [[]];
    for (;;) {
      blanks();
      const sign = grammar[at];
      if (sign === undefined || sign === '\n' || sign === ')') return { kind: 'either', options };
      if (sign === '|') {
        at++;
        options.push([]);
        continue;
      }
      let node = atom();
      const times = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/.exec(grammar.slice(at, at + 20));
      if (times) {
        at += times[0].length;
        const [, mark, from, comma, to] = times;
        const min = mark === '+' ? 1 : mark ? 0 : Number(from);
        const max = mark === '?' ? 1 : mark ? min + 3 : comma ? (to ? Number(to) : min + 3) : min;
        node = { kind: 'repeat', node, min, max };
      }
      options.at(-1)?.push(node);
    }
  };
  while (at < grammar.length) {
    const name = /^([A-Za-z0-9-]+) ::= /.exec(grammar.slice(at, at + 90)) ?? fail('no rule');
    at += name[0].length;
    rules.set(name[1] ?? '', either());
    at++;
  }
  return rules;
}

/** Writes a random text that the grammar lets through. `random` gives numbers from 0 to below 1. */
export function sampleGrammar(grammar: string, random: () => number): string {
  const rules = parse(grammar);
  const pick = (count: number): number => Math.floor(random() * count);
  let steps = 0;
  const write = (node: Node, depth: number): string => {
    if (++steps > 50_000) throw new Error('the grammar does not end');
    if (node.kind === 'text') return node.text;
    if (node.kind === 'class') {
      const [first, last] = node.codes[pick(node.codes.length)] ?? [65, 65];
      return String.fromCodePoint(first + pick(Math.min(last - first + 1, 60)));
    }
    if (node.kind === 'repeat') {
      const most = depth > 60 ? node.min : node.max;
      const times = node.min + pick(most - node.min + 1);
      return Array.from({ length: times }, () => write(node.node, depth + 1)).join('');
    }
    if (node.kind === 'rule') {
      const rule = rules.get(node.name);
      if (!rule) throw new Error(`no rule ${node.name}`);
      return write(rule, depth + 1);
    }
    // Deep down the last alternative: the converters put the simple ones there.
    const option = depth > 60 ? node.options.length - 1 : pick(node.options.length);
    return (node.options[option] ?? []).map((part) => write(part, depth + 1)).join('');
  };
  return write({ kind: 'rule', name: 'root' }, 0);
}
