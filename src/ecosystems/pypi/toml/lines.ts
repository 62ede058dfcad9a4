/** Finds the lines of keys and texts in a TOML file that people write. */
export interface Lines {
  /** Of a key in the table of this header, or of the table `header.key` itself. */
  ofKey(header: string, key: string): number | undefined;
  /** Of a text in quotes: each call for the same text gives its next place, at the end its last. */
  ofText(text: string): number | undefined;
}

/** Characters; longer texts are no manifests that people write, and get no lines. */
const maxLength = 1024 * 1024;

const token =
  /^[ \t]*\[+[ \t]*([^\]\n]+?)[ \t]*\]|^[ \t]*(?:([\w.-]+)|"([\w.-]+)"|'([\w.-]+)')[ \t]*=|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g;

export function linesOf(text: string): Lines {
  const keys = new Map<string, number>();
  const texts = new Map<string, number[]>();
  if (text.length <= maxLength) index(text, keys, texts);
  return {
    ofKey: (header, key) => keys.get(`${header}\0${key}`),
    ofText(wanted) {
      const places = texts.get(wanted);
      return places !== undefined && places.length > 1 ? places.shift() : places?.[0];
    },
  };
}

function index(text: string, keys: Map<string, number>, texts: Map<string, number[]>): void {
  let header = '';
  for (const [i, line] of text.split('\n').entries()) {
    for (const [, table, bare, quoted, single, basic, literal] of line.matchAll(token)) {
      const key = bare ?? quoted ?? single;
      if (table !== undefined) {
        header = table.replace(/["'\s]/g, '');
        const dot = header.lastIndexOf('.');
        if (dot > 0) keys.set(`${header.slice(0, dot)}\0${header.slice(dot + 1)}`, i + 1);
      } else if (key !== undefined) {
        if (!keys.has(`${header}\0${key}`)) keys.set(`${header}\0${key}`, i + 1);
      } else {
        const content = literal ?? basic!.replace(/\\(["\\])/g, '$1');
        const places = texts.get(content);
        if (places === undefined) texts.set(content, [i + 1]);
        else places.push(i + 1);
      }
    }
  }
}
