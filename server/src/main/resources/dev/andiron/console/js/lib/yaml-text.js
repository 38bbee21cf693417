/**
 * Looks at YAML in block style, as it is written: what to colour, and where each element stands. It reads no values: the server does.
 */

const LINE = /^(\s*)((?:- +)*)(-$)?(?:("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'\-[{][^:#]*?|\S[^:\s]*?)(:)(?=\s|$))?(.*)$/;

/** The tokens of a text, in order, without gaps: `{kind, start, end}`. */
export function tokensOf(text) {
  const tokens = [];
  let at = 0;
  const put = (kind, piece) => {
    if (piece) {
      tokens.push({ kind, start: at, end: at + piece.length });
      at += piece.length;
    }
  };
  for (const line of text.split("\n")) {
    const [, indent, dashes, dash, name, colon, rest] = LINE.exec(line) ?? [null, "", "", "", "", "", line];
    put("space", indent);
    put("mark", dashes);
    put("mark", dash);
    put("name", name);
    put("mark", colon);
    put(kindOf(rest ?? ""), rest);
    put("space", at < text.length ? "\n" : "");
  }
  return tokens;
}

function kindOf(rest) {
  const text = rest.trim();
  if (text.startsWith("#")) {
    return "comment";
  }
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    return "number";
  }
  return /^(true|false|null|\[\]|\{\})$/.test(text) ? "word" : "string";
}

/** Where the element of each path (`name[0].family`) stands, from its name to the end of its line. */
export function placesOf(text) {
  const places = new Map();
  const open = []; // {indent, path, count}: what the line may stand in, outermost first
  let at = 0;
  for (const line of text.split("\n")) {
    const [, indent, dashes, dash, name, , rest] = LINE.exec(line) ?? [];
    const content = (dashes ?? "") + (dash ?? "") + (name ?? "") + (rest ?? "");
    if (content.trim() && !content.trim().startsWith("#")) {
      place({ column: indent.length, dashes: (dashes ?? "") + (dash ?? ""), name, start: at, end: at + line.length });
    }
    at += line.length + 1;
  }
  return places;

  function place({ column, dashes, name, start, end }) {
    let indent = column;
    for (const dash of dashes.match(/- *|-/g) ?? []) {
      close(indent, true);
      const list = open.at(-1);
      const count = list?.count ?? 0;
      const path = `${list?.path ?? ""}[${count}]`;
      if (list) {
        list.count = count + 1;
      }
      places.set(path, [start + column, end]);
      open.push({ indent, path, item: true });
      indent += dash.length;
    }
    if (name !== undefined) {
      close(indent, false);
      const key = name.replace(/^(["'])(.*)\1$/, "$2");
      const within = open.at(-1)?.path ?? "";
      const path = within ? `${within}.${key}` : key;
      places.set(path, [start + column, end]);
      open.push({ indent, path, count: 0 });
    }
  }

  /** What a line at this column does not stand in. A list may stand at the column of its own name. */
  function close(indent, isItem) {
    while (open.length && (open.at(-1).indent > indent || (open.at(-1).indent === indent && !(isItem && !open.at(-1).item)))) {
      open.pop();
    }
  }
}
