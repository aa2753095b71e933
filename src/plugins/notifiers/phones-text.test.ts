import { describe, expect, test } from "vitest";
import { anAlert } from "#test/builders.ts";
import { fillTemplate, headWords, templateProblem, textWords } from "./phones-template.ts";
import { plainMarkdown, plainText } from "./phones-text.ts";
import { PhoneSettings } from "./settings.ts";

const locale = { language: "de", timeZone: "Europe/Berlin" };

describe("templates", () => {
  test("every word that is named is filled in", () => {
    const alert = anAlert({
      risk_level: "high",
      activity_type: "break_in",
      zones: ["Porch", "Drive"],
      objects: ["person", "dog"],
    });

    const text = textWords.map((word) => `${word}={${word}}`).join("|");

    expect(fillTemplate(text, alert, locale)).toBe(
      "title=Person at Front door|camera=Front door|objects=person, dog|zones=Porch, Drive|risk=high|" +
        "activity=break in|time=13:59|summary=Person at Front door for 12 s.",
    );
  });

  test("what a model wrote is not filled in itself", () => {
    const alert = anAlert({ summary: "{camera} {{ states('lock.door') }}" });

    expect(fillTemplate("{summary}", alert, locale)).toBe("{camera} {{ states('lock.door') }}");
  });

  test("a word that nobody knows is refused with what is known", () => {
    const parsed = PhoneSettings.safeParse({ title: "{camara}: {title}", message: "{title}" });

    expect(parsed.error?.issues).toMatchObject([
      { path: ["title"], message: expect.stringMatching(/^must not hold \{camara\}.*\{title\}, \{camera\}/) },
    ]);
    expect(templateProblem("{summary}", headWords)).toContain("{summary}");
    expect(templateProblem("{summary} }{", textWords)).toBeUndefined();
  });
});

describe("text of others", () => {
  test.each([
    ["a template of Home Assistant", "{{ states('lock.door') }} {% if 1 %}", "((states"],
    ["markup", "<b>nobody</b>", "‹b›nobody‹/b›"],
    ["a command of the app", "clear_notification", "clear_notification."],
    ["another", "command_dnd", "command_dnd."],
    ["a turn of the direction", "a\u202Eb", "a b"],
    ["a control sign", "a\u0007b\u0000c", "a b c"],
    ["a line", "a\nb", "a\nb"],
    ["a family", "👨‍👩‍👧 at the door", "👨‍👩‍👧 at the door"],
  ])("%s is nothing but text", (_, text, shown) => {
    expect(plainText(text, 500).replace("(( ", "((")).toContain(shown);
    expect(plainText(text, 500)).not.toMatch(/[{}<>]/);
  });

  test("too much is cut, and no emoji in half", () => {
    const cut = plainText("🏡".repeat(1000), 100);

    expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(100);
    expect(cut).toMatch(/^(🏡)+…$/u);
  });

  test("Markdown has no effect", () => {
    expect(plainMarkdown("# [a](http://b) ![c](d) `e` **f**")).toBe(
      "\\# \\[a\\]\\(http\\://b\\) \\!\\[c\\]\\(d\\) \\`e\\` \\*\\*f\\*\\*",
    );
  });
});
