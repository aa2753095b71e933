import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

/** What must outlive a restart. */
const Saved = z.object({
  app_key: z.string(),
  refresh_token: z.string().optional(),
  /** The address where the owner allows access, and the secret half of its challenge. */
  link: z.string().optional(),
  verifier: z.string().optional(),
  /** It was allowed once, and is not any more. */
  withdrawn: z.boolean().optional(),
});
export type Saved = z.output<typeof Saved>;

/** For another app than this nothing was saved. */
export async function readSaved(file: string, appKey: string): Promise<Saved> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const saved = Saved.safeParse(parsed(text)).data;
  return saved?.app_key === appKey ? saved : { app_key: appKey };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For the app's eyes alone. */
export async function save(file: string, saved: Saved): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(saved), { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}
