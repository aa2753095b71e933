import { z } from "zod";

const storageBackends = ["local", "webdav", "s3", "dropbox"] as const;

/**
 * Where clips are kept: flat, as the options form cannot choose between forms.
 *
 * What a backend needs is checked by the backend and not here: a wrong section falls back to its default, and a clip
 * would then count as stored although no copy of it ever left the house.
 */
export const StorageSettings = z.object({
  backend: z.enum(storageBackends).default("local").meta({
    title: "Storage",
    description:
      "local keeps clips in Home Assistant's media folder only. webdav (Nextcloud), s3 (a bucket) or dropbox get a copy of each.",
  }),
  url: z.string().max(2048).optional().meta({
    title: "Address",
    description:
      "For webdav the folder, as in https://cloud.example/remote.php/dav/files/alice/. For s3 the endpoint, as in https://s3.example; empty for Amazon. For dropbox where you see the folder, as in https://www.dropbox.com/home/Apps/Porchlight.",
    format: "uri",
    secret: true,
  }),
  username: z
    .string()
    .max(256)
    .optional()
    .meta({ title: "User name", description: "For s3 the access key, for dropbox the key of your app." }),
  password: z.string().max(512).optional().meta({
    title: "Password",
    description:
      "For webdav the password; Nextcloud wants an app password of its own. For s3 the secret of the access key. For dropbox the code that it shows you.",
    secret: true,
  }),
  bucket: z.string().max(255).optional().meta({
    title: "Bucket",
    description: "For s3: the name of the bucket. It must be there already.",
  }),
  region: z.string().max(64).optional().meta({
    title: "Region",
    description:
      "For s3: the region of the bucket. Empty: us-east-1, which also suits most servers of your own.",
  }),
  path: z.string().max(256).optional().meta({
    title: "Path",
    description:
      "Where the copy of a clip is put, without ending. {camera_name}, {date} and {clip_id} are filled in. Empty: porchlight/{camera_name}/{clip_id}.",
  }),
});
export type StorageSettings = z.output<typeof StorageSettings>;
