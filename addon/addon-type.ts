import { isOptional, type OptionNode } from "./json-schema.ts";

/** One entry of `schema:` in Home Assistant's option language. */
export type AddonType = string | readonly [AddonType] | { readonly [key: string]: AddonType };

/**
 * Writes our options in Home Assistant's option language.
 *
 * Throws on what its form cannot express, as such a manifest would be accepted and then fail in the owner's hands.
 */
export function addonSchema(options: OptionNode): Record<string, AddonType> {
  return dict(options, "options", { insideList: false });
}

/** What `options:` holds: every default, so that the form shows what applies. Dicts must be there even when empty. */
export function addonDefaults(node: OptionNode): Record<string, unknown> {
  const defaults = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (child.properties) return [[key, addonDefaults(child)] as const];
    return child.default === undefined ? [] : [[key, child.default] as const];
  });
  return Object.fromEntries(defaults);
}

interface Place {
  readonly insideList: boolean;
}

function dict(node: OptionNode, path: string, place: Place): Record<string, AddonType> {
  return Object.fromEntries(
    Object.entries(node.properties ?? {}).map(([key, child]) => [
      key,
      addonType(child, isOptional(node, key), `${path}.${key}`, place),
    ]),
  );
}

function addonType(node: OptionNode, optional: boolean, path: string, place: Place): AddonType {
  if (node.type === "object") return nestedDict(node, path, place);
  if (node.type === "array") return list(node, optional, path, place);
  return `${scalar(node, path)}${optional ? "?" : ""}`;
}

/** The Supervisor has no optional dicts and no defaults inside list items: a dict there makes every item invalid. */
function nestedDict(node: OptionNode, path: string, place: Place): AddonType {
  if (place.insideList) throw new Error(`${path}: a list item of the options form must be flat.`);
  return dict(node, path, place);
}

function list(node: OptionNode, optional: boolean, path: string, place: Place): AddonType {
  const { items } = node;
  if (!items) throw new Error(`${path}: a list needs a type for its items.`);
  if (items.type === "array") throw new Error(`${path}: the options form has no lists of lists.`);
  if (items.type !== "object") return [addonType(items, optional, `${path}[]`, place)];
  if (place.insideList) throw new Error(`${path}: a list item of the options form must be flat.`);
  return [dict(items, `${path}[]`, { insideList: true })];
}

function scalar(node: OptionNode, path: string): string {
  const choices = node.const === undefined ? node.enum : [node.const];
  if (choices) return choice(choices, path);
  switch (node.type) {
    case "boolean":
      return "bool";
    case "integer":
      return node.minimum === 1 && node.maximum === 65535 ? "port" : `int${range(node)}`;
    case "number":
      return `float${range(node)}`;
    case "string":
      return text(node);
    case "object":
    case "array":
    case undefined:
      throw new Error(`${path}: the options form has no such type.`);
  }
}

function choice(choices: readonly unknown[], path: string): string {
  const words = choices.map(String);
  if (words.some((word) => /[|()]/.test(word))) throw new Error(`${path}: a choice may not hold |, ( or ).`);
  return `list(${words.join("|")})`;
}

/**
 * A secret address stays `str`: in a `password` field nobody sees what they mistype, and the Supervisor sends its hash
 * to a list of leaked passwords; a `url` that the Supervisor refuses is quoted in its log, while our own check
 * says what to correct without naming it. Lengths are left out: `str(1,64)` could not be saved before 2026.07.4.
 */
function text(node: OptionNode): string {
  if (node.format === "uri") return node.secret ? "str" : "url";
  if (node.secret) return "password";
  return node.pattern && isPortable(node.pattern) ? `match(${node.pattern})` : "str";
}

/** The Supervisor reads the pattern with Python, anchored at the start only. */
function isPortable(pattern: string): boolean {
  return /^\^.*\$$/.test(pattern) && !/\\[pPkux]|\(\?/.test(pattern);
}

function range({ minimum, maximum }: OptionNode): string {
  // An integer without a limit of its own carries JavaScript's.
  const low = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? "" : String(minimum);
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? "" : String(maximum);
  return low === "" && high === "" ? "" : `(${low},${high})`;
}
