import type { AddonType } from "./addon-type.ts";

const PATTERN_MAX = 1000;

/** The Supervisor's own grammar of one scalar type (supervisor/apps/options.py). */
const scalarType =
  /^(?:(?<kind>bool|email|url|port)|device(?:\(subsystem=[a-z]+\))?|(?<text>str|password)(?:\((?<textMin>\d+)?,(?<textMax>\d+)?\))?|(?<number>int|float)(?:\((?<min>-?\d*\.?\d+)?,(?<max>-?\d*\.?\d+)?\))?|match\((?<match>.*)\)|list\((?<list>.+)\))\??$/;

/** What is wrong with a `schema:` in Home Assistant's option language, one sentence each. */
export function schemaProblems(schema: Readonly<Record<string, AddonType>>): readonly string[] {
  return Object.entries(schema).flatMap(([key, type]) => typeProblems(type, key, { list: false }));
}

/** What the Supervisor would say to these options under this schema: a missing or a wrong one. */
export function optionProblems(
  schema: Readonly<Record<string, AddonType>>,
  options: unknown,
  path = "options",
): readonly string[] {
  if (!isRecord(options)) return [`${path} must be a dict.`];
  const unknown = Object.keys(options).filter((key) => !Object.hasOwn(schema, key));
  return [
    ...unknown.map((key) => `${path}.${key} is not in the schema.`),
    ...Object.entries(schema).flatMap(([key, type]) =>
      Object.hasOwn(options, key)
        ? valueProblems(type, options[key], `${path}.${key}`)
        : missingProblems(type, `${path}.${key}`),
    ),
  ];
}

function typeProblems(type: AddonType, path: string, inside: { readonly list: boolean }): readonly string[] {
  if (typeof type === "string") return scalarProblems(type, path);
  if (isList(type)) {
    if (inside.list) return [`${path}: the form has no list directly in a list.`];
    if (type.length !== 1) return [`${path}: a list has exactly one type.`];
    return typeProblems(type[0], `${path}[]`, { list: true });
  }
  return Object.entries(type).flatMap(([key, child]) =>
    typeProblems(child, `${path}.${key}`, { list: false }),
  );
}

function scalarProblems(type: string, path: string): readonly string[] {
  const groups = scalarType.exec(type)?.groups;
  if (!groups) return [`${path}: \`${type}\` is no type of the option language.`];
  if (groups["textMin"] ?? groups["textMax"])
    return [`${path}: a text with a length cannot be saved before Supervisor 2026.07.4.`];
  if (groups["match"] !== undefined && !compiles(groups["match"]))
    return [`${path}: \`${groups["match"]}\` is no anchored pattern.`];
  return [];
}

function missingProblems(type: AddonType, path: string): readonly string[] {
  // Only scalars and lists of scalars can be optional: a dict, or a list of dicts, is always required.
  const inner = isList(type) ? type[0] : type;
  return typeof inner === "string" && inner.endsWith("?") ? [] : [`${path} is required but has no default.`];
}

function valueProblems(type: AddonType, value: unknown, path: string): readonly string[] {
  if (typeof type === "string") return fits(type, value) ? [] : [`${path} does not fit \`${type}\`.`];
  if (!isList(type)) return optionProblems(type, value, path);
  if (!Array.isArray(value)) return [`${path} must be a list.`];
  return value.flatMap((item, index) => valueProblems(type[0], item, `${path}[${index}]`));
}

function fits(type: string, value: unknown): boolean {
  const groups = scalarType.exec(type)?.groups;
  if (!groups) return false;
  if (groups["number"] !== undefined) return isWithin(value, groups["min"], groups["max"]);
  if (groups["kind"] === "port") return isWithin(value, "1", "65535");
  if (groups["kind"] === "bool") return typeof value === "boolean";
  return typeof value === "string" && fitsText(groups, value);
}

function fitsText(groups: Readonly<Record<string, string | undefined>>, value: string): boolean {
  if (groups["list"] !== undefined) return groups["list"].split("|").includes(value);
  if (groups["match"] !== undefined) return new RegExp(groups["match"]).test(value);
  if (groups["kind"] === "url") return URL.canParse(value) && new URL(value).host !== "";
  return groups["kind"] !== "email" || /^[^@\s]+@[^@\s]+$/.test(value);
}

function isWithin(value: unknown, min: string | undefined, max: string | undefined): boolean {
  return typeof value === "number" && value >= Number(min ?? -Infinity) && value <= Number(max ?? Infinity);
}

function compiles(pattern: string): boolean {
  if (pattern.length > PATTERN_MAX || !pattern.startsWith("^") || !pattern.endsWith("$")) return false;
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

function isList(type: AddonType): type is readonly [AddonType] {
  return Array.isArray(type);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
