/** Holds somebody back who is about to leave a page with work that is not saved. */
export interface Exit {
  /** Asked with the address that is wanted; `false` stops it. Returns what ends the guard. */
  guard(mayLeave: (hash: string) => boolean): () => void;
  allows(hash: string): boolean;
}

export function makeExit(): Exit {
  let ask: ((hash: string) => boolean) | undefined;
  return {
    guard(mayLeave) {
      ask = mayLeave;
      return () => {
        if (ask === mayLeave) ask = undefined;
      };
    },
    allows: (hash) => ask?.(hash) ?? true,
  };
}
