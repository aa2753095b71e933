import { aClip } from "#test/builders.ts";
import { alertPolicyContract } from "#test/contracts/alert-policy.ts";
import { clipStorageContract } from "#test/contracts/clip-storage.ts";
import { notifierContract } from "#test/contracts/notifier.ts";
import { stateStoreContract } from "#test/contracts/state-store.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { no } from "#test/pipeline-bench.ts";

stateStoreContract("the fake store", async () => fakeStore());

clipStorageContract("the fake storage", async () => ({
  storage: fakeStorage(),
  clip: aClip(),
  [Symbol.asyncDispose]: async () => undefined,
}));

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

alertPolicyContract("the scripted policy", "front_door", () => ({ decide: () => no }));
