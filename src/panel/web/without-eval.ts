import { config } from "zod";

// The page's own policy forbids making code from text: zod must not even try.
config({ jitless: true });
