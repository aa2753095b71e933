import { z } from "zod";

/** What the owner says of an RTSP camera. Part of the flat camera item of the options form. */
export const RtspSettings = z.object({
  url: z
    .url({ protocol: /^rtsps?$/, error: "must look like rtsp://192.168.1.20:554/stream1" })
    .max(2048)
    .meta({
      title: "Stream address",
      description: "RTSP address of the main stream, as in rtsp://192.168.1.20:554/stream1.",
      secret: true,
    }),
  substream_url: z
    .url({ protocol: /^rtsps?$/, error: "must look like rtsp://192.168.1.20:554/stream2" })
    .max(2048)
    .optional()
    .meta({
      title: "Sub-stream address",
      description:
        "RTSP address of the small second stream. Motion is then seen sooner: five times a second instead of at every key frame.",
      secret: true,
    }),
  username: z.string().max(128).optional().meta({
    title: "User name",
    description: "For the camera, if the address does not hold it already.",
  }),
  password: z.string().max(128).optional().meta({
    title: "Password",
    description: "For the camera, if the address does not hold it already.",
    secret: true,
  }),
  transport: z.enum(["tcp", "udp"]).default("tcp").meta({
    title: "Transport",
    description: "How pictures travel from the camera. TCP loses nothing; UDP only for cameras that need it.",
  }),
  motion_sensitivity: z.int().min(1).max(100).default(50).meta({
    title: "Motion sensitivity (percent)",
    description:
      "How small and faint a movement may be that starts a clip. At 100 a thing of a quarter of the usual size is enough, at 1 it must be four times as large. For a hedge or a flag draw a mask in the panel instead.",
  }),
  pre_roll_s: z.number().min(0).max(30).default(5).meta({
    title: "Seconds before",
    description:
      "How much of the time before the motion is in the clip. Never less than one whole group of pictures.",
  }),
  post_roll_s: z.number().min(1).max(120).default(8).meta({
    title: "Seconds after",
    description:
      "How long recording goes on after the last motion. Motion within this time continues the same clip.",
  }),
  max_clip_s: z.number().min(10).max(900).default(120).meta({
    title: "Longest clip (seconds)",
    description: "A longer happening is cut here into several clips without losing a frame.",
  }),
});
export type RtspSettings = z.output<typeof RtspSettings>;
