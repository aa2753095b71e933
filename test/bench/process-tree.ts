import { readdir, readFile } from "node:fs/promises";

/** The kernel counts CPU time in hundredths of a second on every platform that Node runs on. */
const TICKS_PER_S = 100;
const KIB = 1024;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly cpuS: number;
}

/** CPU seconds that a process and all that it started have used so far, ended children included. */
export async function cpuSeconds(root: number): Promise<number> {
  return (await familyOf(root)).reduce((sum, stat) => sum + stat.cpuS, 0);
}

/** Bytes of memory, what is shared with other processes counted in part: of the process itself, and of its children. */
export async function memoryBytes(
  root: number,
): Promise<{ readonly own: number; readonly children: number }> {
  const family = await familyOf(root);
  const children = family.filter((stat) => stat.pid !== root).map((stat) => pssBytes(stat.pid));
  return {
    own: await pssBytes(root),
    children: (await Promise.all(children)).reduce((sum, bytes) => sum + bytes, 0),
  };
}

async function familyOf(root: number): Promise<readonly Stat[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(pids.map(readStat))).filter((stat) => stat !== undefined);
  const family = stats.filter((stat) => stat.pid === root);
  for (const member of family) family.push(...stats.filter((stat) => stat.parent === member.pid));
  return family;
}

/** proc(5): the name stands in brackets and may hold anything, so count from the last one. */
async function readStat(pid: string): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
  const ticks = user + system + childrenUser + childrenSystem;
  return { pid: Number(pid), parent: fields[1] ?? 0, cpuS: ticks / TICKS_PER_S };
}

async function pssBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * KIB;
}
