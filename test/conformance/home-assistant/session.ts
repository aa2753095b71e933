import { z } from "zod";

const ANSWER_MS = 30_000;

const Message = z.object({
  type: z.string(),
  id: z.number().optional(),
  success: z.boolean().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});
type Message = z.output<typeof Message>;

/** One authenticated WebSocket to Home Assistant. */
export interface Session extends Disposable {
  call(type: string, fields: object): Promise<unknown>;
}

/** Rejects where nobody answers or the token is refused. */
export async function openSession(url: string, token: string): Promise<Session> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (message: Message) => void>();
  let lastId = 0;
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("error", () => reject(new Error("no connection")));
    socket.addEventListener("close", () => reject(new Error("closed")));
    socket.addEventListener("message", ({ data }) => {
      const message = Message.parse(JSON.parse(String(data)));
      if (message.type === "auth_required")
        socket.send(JSON.stringify({ type: "auth", access_token: token }));
      else if (message.type === "auth_ok") resolve();
      else if (message.type === "auth_invalid") reject(new Error("token refused"));
      else if (message.id !== undefined) waiting.get(message.id)?.(message);
    });
  });
  return {
    async call(type, fields) {
      lastId += 1;
      const id = lastId;
      const answered = new Promise<Message>((resolve, reject) => {
        waiting.set(id, resolve);
        setTimeout(() => reject(new Error(`no answer to ${type}`)), ANSWER_MS).unref();
      });
      socket.send(JSON.stringify({ id, type, ...fields }));
      const { success, result, error } = await answered.finally(() => waiting.delete(id));
      if (success !== true) throw new Error(`${type}: ${JSON.stringify(error)}`);
      return result;
    },
    [Symbol.dispose]: () => socket.close(),
  };
}
