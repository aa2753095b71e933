import type { Camera } from "#domain/camera.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { LiveSink } from "#ports/live-sink.ts";
import { envelopeOf } from "#vision/rules/envelope.ts";
import type { Moment, Size } from "./follower.ts";
import type { Episode } from "./happenings.ts";
import type { LineCounts } from "./line-counts.ts";
import type { Portraits } from "./portraits.ts";
import { makeWorthies, type Notable } from "./teller.ts";

export interface OutputParts {
  readonly camera: Camera;
  /** The box's name. */
  readonly device: string;
  readonly sink: LiveSink;
  readonly counts: LineCounts;
  readonly portraits: Portraits;
  toUnix(atMs: number): number;
}

/** Where in the stream a moment was. */
export interface FrameSeen extends Size {
  readonly number: number;
}

/** Tells the sink what a moment brought, once it is known to which happening it belongs. */
export interface Output {
  deliver(moment: Moment, episode: Episode, rules: LiveRules, frame: FrameSeen): void;
}

export function makeOutput(parts: OutputParts): Output {
  const { camera, device, sink, portraits, toUnix } = parts;
  const worthies = makeWorthies();

  const tellEvent = (event: LiveEvent, { id }: Episode, frame: FrameSeen) => {
    const { track, atMs } = event;
    const told: LiveEvent = {
      ...event,
      atMs: toUnix(atMs),
      track: { ...track, bornAtMs: toUnix(track.bornAtMs), seenAtMs: toUnix(track.seenAtMs) },
    };
    sink.event(told, envelopeOf(told, { device, camera: camera.slug, frame }), id);
  };

  const tellSighting = ({ event, ...said }: Notable, { id, book }: Episode) => {
    const { track, atMs } = event;
    book.alert({ atMs, said: { reason: said.reason, sentence: said.sentence } });
    const portrait = portraits.take(track.id);
    const { box, score } = portrait?.frame ? portrait : track;
    const { label } = track;
    sink.notable({ ...said, happening: id, atMs: toUnix(atMs), label, score, box, frame: portrait?.frame });
  };

  return {
    deliver(moment, episode, rules, frame) {
      worthies.note(moment);
      episode.book.note(moment);
      for (const event of moment.events) tellEvent(event, episode, frame);
      const worth = { rules, has: worthies.has };
      for (const one of episode.teller.next(moment, worth, episode.book.labels())) tellSighting(one, episode);
    },
  };
}
