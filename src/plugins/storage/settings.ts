import { z } from "zod";
import { DAY_HOURS } from "#domain/day-hours.ts";

const storageBackends = ["local", "webdav", "s3", "dropbox", "sftp"] as const;

const LIMIT_KBIT_MAX = 10_000_000;
const KEEP_DAYS_MAX = 36_500;
/** The private key of a server may stand there: RSA with 8192 bits has 6.4 kB. */
const SECRET_CHARS_MAX = 8192;

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
      "local keeps clips in Home Assistant's media folder only. webdav (Nextcloud), s3 (a bucket), dropbox or sftp (a server by SSH) get a copy of each.",
  }),
  url: z.string().max(2048).optional().meta({
    title: "Address",
    description:
      "For webdav the folder, as in https://cloud.example/remote.php/dav/files/alice/. For s3 the endpoint, as in https://s3.example; empty for Amazon. For sftp the folder, as in sftp://nas.local/volume1/clips. For dropbox where you see the folder, as in https://www.dropbox.com/home/Apps/Porchlight.",
    format: "uri",
    secret: true,
  }),
  username: z
    .string()
    .max(256)
    .optional()
    .meta({ title: "User name", description: "For s3 the access key, for dropbox the key of your app." }),
  password: z.string().max(SECRET_CHARS_MAX).optional().meta({
    title: "Password",
    description:
      "For webdav the password; Nextcloud wants an app password of its own. For s3 the secret of the access key. For sftp the password, or the whole text of a private key without a passphrase, in one line or with \\n for its line ends. For dropbox nothing: you log in on the page System of Porchlight's panel.",
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
  upload_limit_kbit: z.int().min(0).max(LIMIT_KBIT_MAX).default(0).meta({
    title: "Upload limit",
    description: "Kilobits a second that all copies to this place may use together. 0 is no limit.",
  }),
  upload_hours: z.string().regex(DAY_HOURS, { error: "must look like 22:00-06:00" }).optional().meta({
    title: "Upload hours",
    description:
      "As in 22:00-06:00: outside these hours only clips with an alert are sent, the others wait. Empty: always.",
  }),
  keep_days: z.int().min(0).max(KEEP_DAYS_MAX).default(0).meta({
    title: "Keep days",
    description: "Copies there that are older are deleted, except those with a star. 0 never deletes.",
  }),
});
export type StorageSettings = z.output<typeof StorageSettings>;
