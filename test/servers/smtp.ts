import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { makeTempDir } from "#test/temp-dir.ts";
import { type ReadMail, readMail } from "./mail.ts";

const run = promisify(execFile);

export interface ReceivedMail extends ReadMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** Where and how a server says no. */
export interface Refusal {
  readonly at: "login" | "sender" | "recipient" | "data";
  readonly code: number;
  readonly words: string;
  /** Only for this one. */
  readonly recipient?: string;
}

export interface SmtpServerWish {
  readonly tls?: "starttls" | "tls" | "none";
  /** Without one nobody has to log in. */
  readonly login?: { readonly username: string; readonly password: string };
  readonly certificate?: Certificate;
}

export interface TestSmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Who logged in, a word a mail. */
  readonly logins: readonly string[];
  /** Set while it takes no mail. */
  refusal: Refusal | undefined;
  /** It takes mails and says so when this has resolved. */
  gate: Promise<void> | undefined;
  /** Mails whose words have all come. */
  taken(): number;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for `localhost` that nobody trusts yet. Needs openssl. */
export async function makeCertificate(name = "localhost"): Promise<Certificate> {
  await using dir = await makeTempDir();
  const [key, cert] = [join(dir.path, "key.pem"), join(dir.path, "cert.pem")];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  await run("openssl", ["req", ...kind, ...names, "-keyout", key, "-out", cert]);
  return { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
}

/** This process trusts it until it is disposed. */
export function trust({ cert }: Certificate): Disposable {
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, cert]);
  return { [Symbol.dispose]: () => setDefaultCACertificates(before) };
}

/** A mail server on loopback. Without a wish it takes everything, unencrypted and from anybody. */
export async function openSmtpServer({
  tls = "none",
  login,
  certificate,
}: SmtpServerWish = {}): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = [];
  const logins: string[] = [];
  let taken = 0;
  const refused = (at: Refusal["at"], recipient?: string) => {
    const no = bench.refusal;
    if (no?.at !== at || (no.recipient !== undefined && no.recipient !== recipient)) return null;
    return Object.assign(new Error(no.words), { responseCode: no.code });
  };
  const takeMail = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) => {
    const raw = await textOf(stream);
    taken += 1;
    const no = refused("data");
    await bench.gate;
    if (!no) mails.push(received(raw, session));
    done(no);
  };
  const server = new SMTPServer({
    ...certificate,
    secure: tls === "tls",
    disabledCommands: [...(tls === "none" ? ["STARTTLS"] : []), ...(login ? [] : ["AUTH"])],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    logger: false,
    onAuth({ username = "", password }, _, done) {
      logins.push(username);
      const isRight = username === login?.username && password === login.password;
      const no = refused("login") ?? (isRight ? null : new Error("5.7.8 not accepted"));
      done(no, no ? undefined : { user: username });
    },
    onMailFrom: (_, __, done) => done(refused("sender")),
    onRcptTo: ({ address }, _, done) => done(refused("recipient", address)),
    onData(stream, session, done) {
      void takeMail(stream, session, done);
    },
  });
  // A client that goes away in the middle is no trouble of the test.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bench: TestSmtpServer = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    logins,
    refusal: undefined,
    gate: undefined,
    taken: () => taken,
    async [Symbol.asyncDispose]() {
      for (const connection of server.connections) connection.close();
      if (server.server.listening) await new Promise<void>((resolve) => server.close(resolve));
    },
  };
  return bench;
}

type Done = (no: Error | null) => void;

function received(raw: string, { envelope }: SMTPServerSession): ReceivedMail {
  const from = envelope.mailFrom ? envelope.mailFrom.address : "";
  return { ...readMail(raw), raw, from, to: envelope.rcptTo.map(({ address }) => address) };
}

async function textOf(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
