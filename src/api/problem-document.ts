import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { Failure, type FailureKind, failureKind } from "#domain/failure.ts";

type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 416 | 429 | 500 | 503;

const titles: Readonly<Record<ErrorStatus, string>> = {
  400: "The request is not right",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Not possible here",
  409: "In conflict",
  413: "Too large",
  416: "No such range",
  429: "Too many",
  500: "A bug in Porchlight",
  503: "Not available now",
};

/** An error as RFC 9457 asks for: `application/problem+json` with a sentence in `detail`. */
export function problemDocument(c: Context, status: ErrorStatus, detail: string): Response {
  const body = { type: "about:blank", title: titles[status], status, detail };
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/problem+json" });
}

const statusOfKind: Readonly<Record<FailureKind, ErrorStatus>> = {
  unavailable: 503,
  rejected: 409,
  aborted: 503,
  internal: 500,
};

/** Turns whatever a route threw into a problem document. Only a `Failure`'s words are shown. */
export function problemOf(c: Context, cause: unknown): Response {
  if (cause instanceof Failure) return problemDocument(c, statusOfKind[cause.kind], cause.message);
  if (cause instanceof HTTPException && cause.status in titles) {
    return problemDocument(c, cause.status as ErrorStatus, cause.message);
  }
  if (failureKind(cause) === "unavailable") return problemDocument(c, 503, "It did not answer in time.");
  return problemDocument(c, 500, "Something went wrong that should not. The app's log says more.");
}
