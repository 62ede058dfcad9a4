/** Where one entry of an array of tables stands: the line of its `name`. */
export interface Place {
  name: string;
  line: number;
}

/** The places of all entries of `[[header]]`, in order; `undefined` for one without a name. */
export function placesOf(text: string, header: 'package' | 'packages'): (Place | undefined)[] {
  const places: (Place | undefined)[] = [];
  const wanted = `[[${header}]]`;
  let line = 1;
  let counted = 0;
  let open = false;
  for (const found of text.matchAll(/^(?:\[.*|name[ \t]*=[ \t]*["']([^"'\n]*)["'])/gm)) {
    if (found[1] === undefined) {
      open = found[0].trimEnd() === wanted;
      if (open) places.push(undefined);
    } else if (open) {
      for (
        let at = text.indexOf('\n', counted);
        at >= 0 && at < found.index;
        at = text.indexOf('\n', at + 1)
      ) {
        line++;
        counted = at + 1;
      }
      places[places.length - 1] = { name: found[1], line };
      open = false;
    }
  }
  return places;
}
