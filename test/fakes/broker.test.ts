import { brokerContract } from "#test/contracts/broker.ts";
import { makeFakeBroker } from "./broker.ts";

brokerContract("the fake broker", async () => {
  const broker = makeFakeBroker();
  return {
    broker,
    async interrupt() {
      broker.disconnect();
    },
    async resume() {
      broker.connect();
    },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
});
