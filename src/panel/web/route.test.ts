import { expect, test } from "vitest";
import { hrefOf, parseRoute, type Route } from "./route.ts";

test.each<Route>([
  { page: "review", alertsOnly: false },
  { page: "review", alertsOnly: true, camera: "front_door" },
  { page: "clip", id: "front_door_20261120T081500Z_2" },
  { page: "cameras" },
  { page: "camera", slug: "back_yard" },
  { page: "rules", slug: "back_yard" },
  { page: "alerts" },
  { page: "system" },
])("an address leads back to where it was made: %o", (route) => {
  const address = hrefOf(route);

  const read = parseRoute(address);

  expect(read).toEqual(route);
});

test.each(["", "#", "#/", "#/nowhere", "#/clips/", "#/clips/..%2F..", "#/review?camera=<script>"])(
  "an address that is not ours shows the review page: %s",
  (address) => {
    const read = parseRoute(address);

    expect(read).toEqual({ page: "review", alertsOnly: false });
  },
);
