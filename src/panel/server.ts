import { serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, Hono } from "hono";
import { Failure, failureMessage } from "#domain/failure.ts";

const CLOSE_DEADLINE_MS = 2000;

export interface PanelServer extends AsyncDisposable {
  readonly port: number;
}

/** The peer of the TCP connection: the only address that cannot be forged. */
export function peerAddress(c: Context): string | undefined {
  return getConnInfo(c).remote.address;
}

/** Listens on all addresses, as ingress comes from another container. Throws `Failure` if the port is taken. */
export async function openServer(app: Hono, port: number): Promise<PanelServer> {
  const server = serve({ fetch: app.fetch, port, hostname: "0.0.0.0" });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("listening", resolve);
      server.once("error", reject);
    });
  } catch (cause) {
    throw new Failure(
      "rejected",
      `Port ${port} cannot be opened: ${failureMessage(cause)}. Choose another with --port.`,
      {
        cause,
      },
    );
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const timer = setTimeout(
        () => "closeAllConnections" in server && server.closeAllConnections(),
        CLOSE_DEADLINE_MS,
      );
      if ("closeIdleConnections" in server) server.closeIdleConnections();
      await closed;
      clearTimeout(timer);
    },
  };
}
