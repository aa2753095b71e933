/** One line of a table: column → cell, the same columns in each row. */
export type Row = Readonly<Record<string, string>>;

/** Something that is measured. Add yours to `parts` in main.ts. */
export interface BenchPart {
  /** One word, for the command line and the markers in docs/performance.md. */
  readonly name: string;
  readonly title: string;
  /** What the numbers are for and how they were taken, in a sentence or two. */
  readonly why: string;
  run(): Promise<readonly Row[]>;
}

/** A Markdown table, columns padded so that it reads well on a terminal too. */
export function tableOf(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(...[column, ...rows.map((row) => row[column] ?? "")].map(length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - length(cell))).join(" | ")} |`;
  return [
    line(columns),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ""))),
  ].join("\n");
}

/** Replaces what stands between the part's markers, or adds the part at the end. */
export function writeInto(page: string, part: BenchPart, rows: readonly Row[], machine: string): string {
  const [start, end] = [`<!-- bench:${part.name} -->`, `<!-- /bench:${part.name} -->`];
  const block = `${start}\n\n${part.why}\n\n${tableOf(rows)}\n\n${machine}\n\n${end}`;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from >= 0 && to > from) return page.slice(0, from) + block + page.slice(to + end.length);
  return `${page.trimEnd()}\n\n## ${part.title}\n\n${block}\n`;
}

/** The value in the middle; `quantile` 0.99 for the slow end. */
export function quantileOf(values: readonly number[], quantile = 0.5): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? Number.NaN;
}

const length = (text: string): number => Array.from(text).length;
