import { stripVTControlCharacters, styleText } from 'node:util';

/** Progress of something long, on stderr. */
export interface Progress {
  /** What is happening now, e.g. `acme/pay: fixing minimist`. */
  step(text: string): void;
  /** How far it is. */
  at(done: number, total: number): void;
  /** Ends it; the text, if any, stays. */
  end(text?: string): void;
}

export const silent: Progress = { step() {}, at() {}, end() {} };

/** A bar redrawn in place on a terminal; elsewhere plain lines, one per step and per tenth. */
export function makeProgress(
  stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number },
  label: string,
  color: boolean,
): Progress {
  return stream.isTTY ? bar(stream, label, color) : lines(stream, label);
}

function bar(stream: NodeJS.WritableStream & { columns?: number }, label: string, color: boolean): Progress {
  let [done, total, text, drawn] = [0, 0, '', 0];
  const draw = (force: boolean) => {
    const now = performance.now();
    if (!force && now - drawn < 50) return;
    drawn = now;
    const width = 24;
    const filled = total > 0 ? Math.round((done / total) * width) : 0;
    const count = total > 0 ? ` ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}` : '';
    const plain = `${label}${count}  ${stripVTControlCharacters(text)}`.slice(0, (stream.columns ?? 80) - 1);
    stream.write(
      `\r\x1b[2K${color ? styleText('cyan', plain.slice(0, label.length), { validateStream: false }) : label}${plain.slice(label.length)}`,
    );
  };
  return {
    step(next) {
      text = next;
      draw(false);
    },
    at(d, t) {
      [done, total] = [d, t];
      draw(d === t);
    },
    end(final) {
      stream.write(`\r\x1b[2K${final === undefined ? '' : `${final}\n`}`);
    },
  };
}

function lines(stream: NodeJS.WritableStream, label: string): Progress {
  let [last, tenth] = ['', -1];
  return {
    step(text) {
      if (text !== last) stream.write(`${label}: ${text}\n`);
      last = text;
    },
    at(done, total) {
      const next = total > 0 ? Math.floor((done * 10) / total) : 0;
      if (next !== tenth && total >= 10) stream.write(`${label}: ${done} of ${total}\n`);
      tenth = next;
    },
    end(final) {
      if (final !== undefined) stream.write(`${final}\n`);
    },
  };
}
