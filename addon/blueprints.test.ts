import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import { houseModes } from "#domain/alert-settings.ts";
import { readPhoneActionId } from "#domain/phone-action.ts";
import { alertTypes } from "#home/alert-entities.ts";
import { anAlert } from "#test/builders.ts";
import { manifest } from "./manifest.ts";

const folder = join(import.meta.dirname, "blueprints/automation/porchlight");

const Input = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  selector: z.record(z.string(), z.unknown()),
});
const Section = z.strictObject({
  name: z.string(),
  icon: z.string().startsWith("mdi:").optional(),
  collapsed: z.boolean().optional(),
  input: z.record(z.string(), Input),
});
const Blueprint = z.strictObject({
  blueprint: z.strictObject({
    name: z.string().startsWith("Porchlight"),
    description: z.string(),
    domain: z.literal("automation"),
    author: z.literal("Porchlight"),
    homeassistant: z.strictObject({ min_version: z.string() }),
    input: z.record(z.string(), z.union([Section, Input])),
  }),
  mode: z.enum(["single", "restart", "queued", "parallel"]),
  max: z.int().optional(),
  max_exceeded: z.literal("silent").optional(),
  triggers: z.array(z.looseObject({ trigger: z.string() })),
  variables: z.record(z.string(), z.unknown()),
  conditions: z.array(z.looseObject({ condition: z.string() })),
  actions: z.array(z.looseObject({})),
});
type Input = z.output<typeof Input>;

async function read(name: string) {
  const text = await readFile(join(folder, `${name}.yaml`), "utf8");
  const used = new Set<string>();
  const resolve = (input: string) => {
    used.add(input);
    return `!input ${input}`;
  };
  const parsed = Blueprint.parse(parse(text, { customTags: [{ tag: "!input", resolve }] }));
  const inputs: Record<string, Input> = {};
  for (const [key, entry] of Object.entries(parsed.blueprint.input)) {
    if ("input" in entry) Object.assign(inputs, entry.input);
    else inputs[key] = entry;
  }
  return { ...parsed, text, used, inputs };
}

/** What a selector lets somebody choose. */
function optionsOf(input: Input | undefined): readonly unknown[] {
  const Select = z.object({ select: z.object({ options: z.array(z.object({ value: z.unknown() })) }) });
  return Select.parse(input?.selector).select.options.map(({ value }) => value);
}

describe.each(["notify", "snooze", "arm"])("the blueprint %s", (name) => {
  test("uses each of its inputs, and no other", async () => {
    const { used, inputs } = await read(name);

    expect([...used].sort()).toEqual(Object.keys(inputs).sort());
  });

  test("is for every Home Assistant that the app is for", async () => {
    const { blueprint } = await read(name);

    expect(blueprint.homeassistant.min_version).toBe(manifest.homeassistant);
  });

  test("asks for entities that we announce, and for people, panels and phones of others", async () => {
    const { inputs } = await read(name);
    const Entities = z.object({
      entity: z.object({
        filter: z.array(z.object({ domain: z.string(), integration: z.string().optional() })),
      }),
    });

    for (const { selector } of Object.values(inputs)) {
      const filters = Entities.safeParse(selector).data?.entity.filter ?? [];
      for (const { domain, integration } of filters) {
        expect(integration === "mqtt" ? "ours" : "others").toBe(
          ["event", "button", "select"].includes(domain) ? "ours" : "others",
        );
        expect(["event", "button", "select", "person", "alarm_control_panel"]).toContain(domain);
      }
    }
  });

  test("reads nothing of an alert that it has not", async () => {
    const { text } = await read(name);
    const known = [...Object.keys(Alert.shape), "event_type", "update"];

    const fields = [...text.matchAll(/\balert\.([a-z_]+)/g)].map(([, field]) => field);

    expect(known).toEqual(expect.arrayContaining(fields));
  });

  test("has its own file name, which the Supervisor takes for nothing of its own", async () => {
    expect(await readdir(folder)).toContain(`${name}.yaml`);
    expect(["config", "build", "repository"]).not.toContain(name);
  });
});

test("notify knows the risks of our events", async () => {
  const { inputs } = await read("notify");

  expect(optionsOf(inputs["risks"])).toEqual(alertTypes);
  expect(inputs["risks"]?.default).toEqual(alertTypes);
  expect(alertTypes).toEqual(expect.arrayContaining([...optionsOf(inputs["critical"])]));
});

test("the buttons of notify are obeyed by us", async () => {
  const { text } = await read("notify");
  const { camera_name: camera, alert_id: alert } = anAlert();

  const ids = [...text.matchAll(/'(PORCHLIGHT:[a-z]+:)' ~ about(?: ~ '([^']*)')?/g)].map(
    ([, head, tail = ""]) => `${head}${camera}:${alert}${tail}`,
  );

  expect(ids.map(readPhoneActionId)).toEqual([
    { kind: "snooze", camera, alert, minutes: 30 },
    { kind: "expected", camera, alert },
  ]);
});

test("arm sets the modes that there are", async () => {
  const { inputs } = await read("arm");
  const meanings = ["disarmed", "armed_home", "armed_away", "armed_night", "armed_vacation"];

  for (const meaning of meanings) {
    expect(optionsOf(inputs[meaning])).toEqual(houseModes);
    expect(houseModes).toContain(inputs[meaning]?.default);
  }
});
