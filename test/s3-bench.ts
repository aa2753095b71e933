import { s3 } from "#plugins/storage/s3.ts";
import { StorageSettings } from "#plugins/storage/settings.ts";
import { openS3Server } from "./servers/s3.ts";
import { openStoredClip } from "./stored-clip.ts";

/** A clip, a bucket, and a storage that knows its way there. */
export async function openS3Bench(given: Partial<StorageSettings> = {}, bytes = 300_000) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const server = stack.use(await openS3Server());
  const { accessKey, secret, region } = server.account;
  const login = { url: server.url, username: accessKey, password: secret, region, bucket: "clips" };
  const settings = StorageSettings.parse({ backend: "s3", ...login, ...given });
  const open = async () => stack.use(await s3.open(settings, kept.context));
  const storage = await open();
  const stem = `porchlight/front_door/${kept.clip.id}`;
  const keyOf = (uri: string) => uri.replace("s3://clips/", "");
  return {
    ...kept,
    server,
    storage,
    open,
    stem,
    noteAt: async (uri: string) => server.objects.get(keyOf(uri).replace(".mp4", ".json"))?.body.toString(),
    halve: async (uri: string) => {
      const whole = server.objects.get(keyOf(uri));
      if (whole)
        server.objects.set(keyOf(uri), { ...whole, body: whole.body.subarray(0, whole.body.length / 2) });
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
