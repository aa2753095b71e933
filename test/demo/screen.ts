/** What the demo prints: steps with progress, events with a time, blocks. Works without a terminal, too. */
export interface Screen {
  step(words: string): void;
  /** 0 to 1, on one line where the output is a terminal. */
  progress(words: string, done: number): void;
  event(words: string): void;
  block(title: string, lines: readonly string[]): void;
}

const WIDTH = 96;

export function makeScreen(out: NodeJS.WriteStream): Screen {
  let lastTenth = -1;
  return {
    step: (words) => void out.write(`- ${words}\n`),
    progress: (words, done) => {
      const tenth = Math.floor(done * 10);
      if (tenth === lastTenth) return;
      lastTenth = tenth;
      if (out.isTTY) out.write(`\r- ${words} ${tenth * 10} %${done >= 1 ? "\n" : ""}`);
      else if (tenth % 5 === 0) out.write(`- ${words} ${tenth * 10} %\n`);
    },
    event: (words) => void out.write(`${new Date().toTimeString().slice(0, 8)}  ${words}\n`),
    block: (title, lines) => void out.write(`\n${title}\n${wrap(lines.join(", "))}\n\n`),
  };
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = "  ";
  for (const word of text.split(" ")) {
    if (line.length + word.length > WIDTH) {
      lines.push(line);
      line = "  ";
    }
    line += `${word} `;
  }
  return [...lines, line].map((row) => row.trimEnd()).join("\n");
}
