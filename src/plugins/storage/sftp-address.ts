import { plain, wrong } from "./address.ts";
import type { StorageSettings } from "./settings.ts";
import { privateKeyIn } from "./sftp-private-key.ts";

const DEFAULT_PORT = 22;
/** What `ssh-keygen -l` shows: SHA-256 in base64 without its padding. */
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

export interface SftpAddress {
  readonly host: string;
  readonly port: number;
  /** Host and, where it is not 22, port: for sentences. */
  readonly name: string;
  /** Ends with a slash; empty is the user's own folder. */
  readonly folder: string;
  readonly username: string;
  readonly login: SftpLogin;
  /** Of the server's key, if the owner has entered it behind a `#`. */
  readonly fingerprint: string | undefined;
}

export type SftpLogin = { readonly password: string } | { readonly privateKey: string };

/** Reads `sftp://nas.local:2222/volume1/clips#SHA256:…`. Throws a `Failure` that says what to correct. */
export function readSftpAddress(settings: StorageSettings): SftpAddress {
  const url = readUrl(settings);
  const username = settings.username ?? plain(url.username);
  if (username === "") throw wrong("needs a user name");
  const secret = settings.password ?? plain(url.password);
  if (secret === "") throw wrong("needs a password or a private key");
  const privateKey = privateKeyIn(secret);
  const fingerprint = url.hash === "" ? undefined : plain(url.hash.slice(1));
  if (fingerprint !== undefined && !FINGERPRINT.test(fingerprint)) {
    throw wrong("takes behind a # only the fingerprint of the server's key, as in #SHA256:…");
  }
  return {
    host: plain(url.hostname).replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    name: nameOf(url),
    folder: folderOf(url),
    username,
    login: privateKey === undefined ? { password: secret } : { privateKey },
    fingerprint,
  };
}

/** The place as the journal names it. The user's own folder is another one for each user. */
export function sftpPlaceName({ name, folder, username }: SftpAddress): string {
  const path = folder.startsWith("/") ? `${name}${folder}` : `${username}@${name}/~/${folder}`;
  return `sftp:${path.replace(/\/$/, "")}`;
}

function readUrl({ url }: StorageSettings): URL {
  if (url === undefined) throw wrong("needs an address, as in sftp://nas.local/volume1/clips");
  const read = URL.parse(url);
  if (read?.protocol !== "sftp:" || read.hostname === "") {
    throw wrong("needs an address that begins with sftp://");
  }
  return read;
}

function nameOf({ hostname, port }: URL): string {
  return port === "" || Number(port) === DEFAULT_PORT ? plain(hostname) : `${plain(hostname)}:${port}`;
}

/** `/~/` is the user's own folder, as with curl; so is no folder at all, as nobody can write into the root. */
function folderOf({ pathname }: URL): string {
  const parts = plain(pathname)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw wrong("takes no .. in its address");
  if (parts.length === 0) return "";
  const isOwn = parts[0] === "~";
  const folders = parts.slice(isOwn ? 1 : 0).map((part) => `${part}/`);
  return `${isOwn ? "" : "/"}${folders.join("")}`;
}
