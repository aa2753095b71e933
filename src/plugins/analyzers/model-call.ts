import type { TokenCount } from "#domain/analysis.ts";

/** A picture that is shown to a model. */
export interface ModelPicture {
  readonly jpeg: Uint8Array<ArrayBuffer>;
  /** Said right before it: when and where it was taken. */
  readonly caption: string;
}

/** One question to a vision model. */
export interface ModelQuestion {
  /** What it is and what it must do: ours alone, never anything that a camera or the owner has named. */
  readonly instructions: string;
  /** What is known besides: data. */
  readonly facts: string;
  readonly pictures: readonly ModelPicture[];
  /** JSON schema of the answer, where the server can be held to one. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** An answer that could not be read and why, where this is the second try. */
  readonly correction?: { readonly answer: string; readonly complaint: string };
}

export interface ModelAnswer {
  /** JSON if all is well; whatever it said else. */
  readonly text: string;
  /** Why it ended: `length` where it was cut off. */
  readonly end: "stop" | "length" | "refusal";
  /** As the server names itself. */
  readonly model: string;
  readonly tokens: TokenCount | null;
}

/** Throws `Failure`: `unavailable` where it may answer later, `rejected` where it never will. */
export type AskModel = (question: ModelQuestion, signal: AbortSignal) => Promise<ModelAnswer>;
