/** A yes or no that must stand for a while before it is believed. */
export interface Hold {
  readonly isOn: boolean;
  /** What this moment says; `undefined` says nothing, and starts the waiting anew. Returns what is believed. */
  next(now: boolean | undefined, atMs: number): boolean;
}

export function makeHold({ onMs, offMs }: { readonly onMs: number; readonly offMs: number }): Hold {
  let isOn = false;
  let sinceMs: number | undefined;
  return {
    get isOn() {
      return isOn;
    },
    next(now, atMs) {
      if (now === undefined || now === isOn) sinceMs = undefined;
      else sinceMs ??= atMs;
      if (sinceMs !== undefined && atMs - sinceMs >= (isOn ? offMs : onMs)) {
        isOn = !isOn;
        sinceMs = undefined;
      }
      return isOn;
    },
  };
}
