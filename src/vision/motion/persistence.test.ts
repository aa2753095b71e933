import { expect, it } from "vitest";
import { makePersistence } from "./persistence.ts";

function decide(seen: string, everyMs: number): string {
  const persistence = makePersistence();
  return Array.from(seen, (mark, i) => (persistence.next(mark === "x", i * everyMs) ? "X" : ".")).join("");
}

it("at 5 frames a second two of three decide", () => {
  expect(decide("..x..xx.x.x...", 200)).toBe("......XXX.X...");
});

it("at 10 frames a second three of five decide", () => {
  expect(decide("....x.x...xxx....", 100)).toBe("............XXX..");
});

it("further apart each frame decides alone", () => {
  expect(decide("..x..xx.", 2000)).toBe("..X..XX.");
});
