import { Failure } from "#domain/failure.ts";
import { homeAssistantContract } from "#test/contracts/home-assistant.ts";
import { makeFakeHomeAssistant } from "./home-assistant.ts";

homeAssistantContract("the fake", async () => {
  const fake = makeFakeHomeAssistant();
  return {
    homeAssistant: fake,
    setState: fake.setState,
    setTemplate: fake.setTemplate,
    fire: fake.fire,
    answer: (domain, action, response) => fake.answer(domain, action, () => response),
    answerCommand: (type, result) => fake.answerCommand(type, () => result),
    refuse: (domain, action, words) => fake.answer(domain, action, new Failure("rejected", words)),
    ignore: (domain, action) => fake.answer(domain, action, () => new Promise(() => undefined)),
    asked: () => fake.calls,
    interrupt: async () => fake.disconnect(),
    resume: async () => fake.connect(),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
});
