import { expect, test } from "vitest";
import { HappeningId } from "#domain/ids.ts";
import { anAlert } from "#test/builders.ts";
import { makeGroups } from "./tell-groups.ts";

const startMs = Date.UTC(2026, 5, 1, 12);
const at = (second: number) =>
  anAlert({
    alert_id: HappeningId.parse(`gate_20260601T120000Z_${second + 2}`),
    ts: new Date(startMs + second * 1000).toISOString(),
  });

test("without grouping each alert is its own", () => {
  const groups = makeGroups();

  expect(groups.put(at(0), 0).group_id).toBe(at(0).alert_id);
  expect(groups.put(at(0.5 + 0.5), 0).group_id).toBe(at(1).alert_id);
});

test("a group ends so long after its first alert, however many join it", () => {
  const groups = makeGroups();

  const ids = [0, 20, 40, 60, 61].map((second) => groups.put(at(second), 60).group_id);

  expect(ids).toEqual([...Array.from({ length: 4 }, () => at(0).alert_id), at(61).alert_id]);
});

test("an alert stays in its group when the owner changes his mind", () => {
  const groups = makeGroups();
  groups.put(at(0), 60);
  groups.put(at(10), 60);

  expect(groups.put(at(10), 0).group_id).toBe(at(0).alert_id);
});

test("groups and their members are bounded: the oldest are forgotten", () => {
  const groups = makeGroups();
  groups.put(at(0), 60);
  for (let n = 1; n <= 100; n += 1) groups.put(at(n * 100), 60);

  expect(groups.put(at(30), 60).group_id).toBe(at(30).alert_id);

  for (let n = 0; n < 1000; n += 1) groups.put(at(20_000 + n), 0);
  expect(groups.put(at(0), 0).group_id).toBe(at(0).alert_id);
});
