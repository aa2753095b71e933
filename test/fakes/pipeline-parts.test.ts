import { Failure } from "#domain/failure.ts";
import { aClip, aFilterResult } from "#test/builders.ts";
import { alertPolicyContract } from "#test/contracts/alert-policy.ts";
import { clipStorageContract } from "#test/contracts/clip-storage.ts";
import { notifierContract } from "#test/contracts/notifier.ts";
import { objectFilterContract } from "#test/contracts/object-filter.ts";
import { stateStoreContract } from "#test/contracts/state-store.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { fakePolicy } from "./policy.ts";

stateStoreContract("the fake store", async () => fakeStore());

clipStorageContract("the fake storage", async () => {
  const storage = fakeStorage();
  return {
    storage,
    clip: aClip(),
    noteAt: async (uri) => storage.described.get(uri),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

notifierContract("the fake notifier", async () => {
  const notifier = fakeNotifier();
  return {
    notifier,
    arrived: async (id) => {
      if (!notifier.told.some(({ alert_id }) => alert_id === id)) throw new Error("it did not arrive");
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
});

alertPolicyContract("the fake policy", "front_door", fakePolicy);

const [person, empty, broken] = ["person", "empty", "broken"].map((camera) => aClip({ camera }));
if (!person || !empty || !broken) throw new Error("three clips were made");

objectFilterContract(
  "the fake filter",
  async () =>
    fakeFilter({
      answer: ({ id }, { labels }) => {
        if (id === broken.id) throw new Failure("rejected", "The clip holds no picture.");
        return aFilterResult(...(id === person.id && labels.includes("person") ? ["person"] : []));
      },
    }),
  () => ({ person, empty, broken }),
);
