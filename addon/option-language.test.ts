import { expect, test } from "vitest";
import { optionProblems, schemaProblems } from "./option-language.ts";

test("types of the option language are known, others are named", () => {
  const good = {
    a: "str",
    b: "int(-5,5)?",
    c: "float(0.1,)",
    d: "list(x|y)?",
    e: "match(^a$)",
    f: ["str?"],
  } as const;
  const bad = {
    a: "text",
    b: "int(a,b)",
    c: "match(a$)?",
    d: "str(1,64)",
    e: [["str"]],
    f: "match(^a)$",
  } as const;

  expect(schemaProblems(good)).toEqual([]);
  expect(schemaProblems(bad)).toHaveLength(6);
});

test.each([
  ["str", "a", 5],
  ["password", "a", true],
  ["bool", false, "no"],
  ["port", 8883, 0],
  ["int(1,5)", 5, 6],
  ["float(0.1,0.9)", 0.5, 0.95],
  ["list(a|b)", "b", "c"],
  ["match(^[a-z]+$)", "abc", "a1"],
  ["url", "rtsp://camera/1", ""],
  ["email", "me@example.org", "me"],
])("%s accepts %j and refuses %j", (type, right, wrong) => {
  expect(optionProblems({ key: type }, { key: right })).toEqual([]);
  expect(optionProblems({ key: type }, { key: wrong })).toHaveLength(1);
  expect(optionProblems({ key: type }, { key: null })).toHaveLength(1);
});

test("only scalars and lists of scalars may be missing", () => {
  const schema = { a: "str?", b: ["str?"], c: { d: "str?" }, e: [{ f: "str?" }], g: "str" } as const;

  const problems = optionProblems(schema, {});

  expect(problems.map((problem) => problem.split(" ")[0])).toEqual(["options.c", "options.e", "options.g"]);
});

test("options are followed into dicts and lists", () => {
  const schema = { cameras: [{ name: "str", port: "port?" }], broker: { host: "str?" } } as const;
  const options = { cameras: [{ name: "Door" }, { port: 0 }], broker: { host: 1, user: "me" }, extra: 1 };

  expect(optionProblems(schema, options)).toEqual([
    "options.extra is not in the schema.",
    "options.cameras[1].name is required but has no default.",
    "options.cameras[1].port does not fit `port?`.",
    "options.broker.user is not in the schema.",
    "options.broker.host does not fit `str?`.",
  ]);
});
