import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Lets go of what nobody holds, so that a test can see what somebody does. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
}
