/** Where the broker is and how to log in. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
}

/** `host:port` for people. A password that was typed into the host is not shown. */
export function shownAddress({ host, port }: BrokerAddress): string {
  const bare = host.replace(/^.*@/s, "").replace(/^\w+:\/\//, "");
  return bare.includes(":") ? `[${bare}]:${port}` : `${bare}:${port}`;
}

/** A sentence where the host cannot be one, or `undefined`. */
export function addressTrouble(address: BrokerAddress): string | undefined {
  return /[/@\s]/.test(address.host)
    ? `The MQTT host ${shownAddress(address)} must be a bare name or IP address: without mqtt://, user name or path.`
    : undefined;
}

/** What went wrong with a connection, as a sentence: what happens and what to do. */
export function connectionTrouble(address: BrokerAddress, cause: unknown): string {
  const broker = `The MQTT broker at ${shownAddress(address)}`;
  const code = codeOf(cause);
  if (typeof code === "number") return refusal(broker, address, code);
  if (isCertificateCode(code)) {
    return `${broker} shows a certificate that is not trusted (${code}). Use a certificate from a known authority or switch TLS off.`;
  }
  return (
    sentences[code ?? ""]?.(broker, address) ??
    `${broker} cannot be used${code === undefined ? "" : ` (${code})`}. It is tried again.`
  );
}

const sentences: Readonly<Record<string, (broker: string, address: BrokerAddress) => string>> = {
  ECONNREFUSED: (broker) => `${broker} is not running, or listens on another port. It is tried again.`,
  ENOTFOUND: (_, { host }) => `The name ${host} of the MQTT broker is not known in your network.`,
  EAI_AGAIN: (_, { host }) => `The name ${host} of the MQTT broker cannot be looked up. It is tried again.`,
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
};

function noAnswer(broker: string): string {
  return `${broker} does not answer. It is tried again.`;
}

function cutOff(broker: string, { tls }: BrokerAddress): string {
  return `${broker} cuts the connection. ${tls ? "Perhaps it does not speak TLS on this port." : "Perhaps it expects TLS on this port."}`;
}

function noTls(broker: string): string {
  return `${broker} does not speak TLS on this port. Switch TLS off or use its TLS port, usually 8883.`;
}

/** Reason codes of CONNACK: MQTT 5 §3.2.2.2, and 1 to 5 of brokers that only speak MQTT 3. */
function refusal(broker: string, { username }: BrokerAddress, code: number): string {
  switch (code) {
    case 4:
    case 5:
    case 134:
    case 135:
      return username === undefined
        ? `${broker} asks for a user name and password. Enter them in the options.`
        : `${broker} refuses the user name or password.`;
    case 1:
    case 132:
      return `${broker} does not speak MQTT 5. Use a newer one, such as Mosquitto 2.`;
    case 138:
      return `${broker} has banned this app. See the broker's own log.`;
    case 3:
    case 136:
    case 137:
    case 139:
      return `${broker} is busy or stopping. It is tried again.`;
    default:
      return `${broker} refuses the connection (reason ${code}). See the broker's own log.`;
  }
}

function isCertificateCode(code: string | undefined): boolean {
  return code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code);
}

/** Of several addresses tried at once (IPv4 and IPv6), the first failure speaks for all. */
function codeOf(cause: unknown): string | number | undefined {
  if (cause instanceof AggregateError && !("code" in cause && cause.code)) return codeOf(cause.errors[0]);
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return undefined;
  return typeof cause.code === "number" || typeof cause.code === "string" ? cause.code : undefined;
}
