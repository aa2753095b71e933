#!/usr/bin/python3
"""A real RTSP server (GStreamer's) that serves encoded files in a loop, in real time, and misbehaves on command.

Nothing is encoded or decoded: access units are read from an MP4 or MKV once and pushed into RTP payloaders, with
parameter sets in band at key frames, so that clients may join at any time. Needs python3-gi,
gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-{base,good}.

One JSON object per line on stdin; each is answered by one line on stdout. End of stdin ends the server.
  {"cmd": "start", "port": 0, "streams": [{"path", "file", "loop", "auth": {"user", "password"}, "transport", "audio", "marks"}]}
  {"cmd": "pause" | "resume" | "freeze" | "mute" | "unmute" | "kick", "path"}    {"cmd": "switch", "path", "file"}
  {"cmd": "set_back", "path", "seconds"}
  {"cmd": "sent", "path"}  when the frames at `marks` (seconds of the file) were sent: the last ones, Unix time in ms
"""

import collections
import json
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)

PAYLOADERS = {
    "video/x-h264": "rtph264pay config-interval=-1",
    "video/x-h265": "rtph265pay config-interval=-1",
    "image/jpeg": "rtpjpegpay",
    "video/x-vp8": "rtpvp8pay",
    "video/mpeg": "rtpmp4vpay config-interval=1",
    "audio/mpeg": "rtpmp4gpay",
    "audio/x-alaw": "rtppcmapay",
    "audio/x-mulaw": "rtppcmupay",
    "audio/x-opus": "rtpopuspay",
}
# What a stream may be behind before frames are sent late rather than in a burst.
LATE_MAX_NS = 2 * Gst.SECOND
READ_TIMEOUT_NS = 30 * Gst.SECOND
SENT_MAX = 1000


class Unit:
    """One access unit of one track."""

    __slots__ = ("track", "data", "dts", "pts", "key")

    def __init__(self, track, data, dts, pts, key):
        self.track, self.data, self.dts, self.pts, self.key = track, data, dts, pts, key


class Media:
    """A file in memory: caps per track and all access units in decode order."""

    def __init__(self, path, with_audio):
        demuxer = "qtdemux" if path.endswith((".mp4", ".mov")) else "matroskademux"
        pipeline = Gst.parse_launch(f"filesrc name=file ! {demuxer} name=demux")
        pipeline.get_by_name("file").set_property("location", path)
        self.caps, self.units, self.codecs = [], [], []
        sinks, ready = [], threading.Event()

        def on_pad(_demux, pad):
            structure = pad.get_current_caps().get_structure(0)
            sink = Gst.ElementFactory.make("appsink", None)
            sink.set_property("sync", False)
            # Else it would hold the demuxer, and so the other tracks, until each of them has had something.
            sink.set_property("async", False)
            pipeline.add(sink)
            sink.sync_state_with_parent()
            pad.link(sink.get_static_pad("sink"))
            sinks.append((structure.get_name(), sink))

        demux = pipeline.get_by_name("demux")
        demux.connect("pad-added", on_pad)
        demux.connect("no-more-pads", lambda _demux: ready.set())
        pipeline.set_state(Gst.State.PLAYING)
        if not ready.wait(READ_TIMEOUT_NS / Gst.SECOND):
            raise RuntimeError(f"cannot read {path}")
        kept = [(name, sink) for name, sink in sinks if with_audio or not name.startswith("audio/")]
        kept.sort(key=lambda item: item[0].startswith("audio/"))
        collected = {}
        threads = [
            threading.Thread(target=self._collect, args=(sink, collected, index))
            for index, (_name, sink) in enumerate(kept)
        ]
        for _name, sink in [item for item in sinks if item not in kept]:
            sink.set_property("drop", True)
            sink.set_property("max-buffers", 1)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pipeline.set_state(Gst.State.NULL)
        for index, (name, _sink) in enumerate(kept):
            caps, units = collected[index]
            if caps is None:
                raise RuntimeError(f"cannot read {name} of {path} to its end")
            if name not in PAYLOADERS:
                raise RuntimeError(f"cannot serve {name} of {path}")
            self.codecs.append(name)
            self.caps.append(caps)
            self.units.extend(units)
        if not self.units:
            raise RuntimeError(f"nothing in {path}")
        start = min(unit.dts for unit in self.units)
        for unit in self.units:
            unit.dts -= start
            unit.pts -= start
        self.units.sort(key=lambda unit: unit.dts)
        self.duration = self._duration()

    def _collect(self, sink, collected, index):
        units, caps = [], None
        while True:
            sample = sink.emit("try-pull-sample", READ_TIMEOUT_NS)
            if sample is None:
                # Not at the end, it is half a file. Without its caps nothing can serve the track: `__init__` says so.
                caps = caps if sink.get_property("eos") else None
                break
            caps = sample.get_caps()
            buffer = sample.get_buffer()
            ok, mapped = buffer.map(Gst.MapFlags.READ)
            data = bytes(mapped.data)
            buffer.unmap(mapped)
            pts = buffer.pts if buffer.pts != Gst.CLOCK_TIME_NONE else buffer.dts
            dts = buffer.dts if buffer.dts != Gst.CLOCK_TIME_NONE else pts
            key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
            units.append(Unit(index, data, dts, pts, key))
        collected[index] = (caps, units)

    def _duration(self):
        """Of the first track: its span and one frame more, so that a loop keeps its pace."""
        first = [unit.dts for unit in self.units if unit.track == 0]
        frame = (first[-1] - first[0]) // (len(first) - 1) if len(first) > 1 else Gst.SECOND
        return first[-1] - first[0] + frame


class Stream:
    """One path: what it serves, and how it misbehaves now."""

    def __init__(self, spec):
        self.path = spec["path"]
        self.loop = spec.get("loop", True)
        self.with_audio = spec.get("audio", True)
        self.media = Media(spec["file"], self.with_audio)
        self.next_media = None
        self.paused = self.muted = self.frozen = False
        self.behind = 0
        self.generation = 0
        self.sent = collections.deque(maxlen=SENT_MAX)
        self.marked = {self._first_from(mark) for mark in spec.get("marks", [])}

    def _first_from(self, seconds):
        due = seconds * Gst.SECOND
        return next((unit for unit in self.media.units if unit.track == 0 and unit.dts >= due), None)


class Pump(threading.Thread):
    """Pushes one prepared media's access units when they are due, until the media is gone."""

    def __init__(self, stream, sources):
        super().__init__(daemon=True)
        self.stream, self.sources = stream, sources
        self.alive = True
        self.clock, self.base_time = None, 0
        # A track's first unit is sent even when mute: without it the server has nothing to describe.
        self.begun = set()

    def running_time(self):
        return self.clock.get_time() - self.base_time

    def run(self):
        deadline = time.monotonic_ns() + READ_TIMEOUT_NS
        while self.clock is None and self.alive and time.monotonic_ns() < deadline:
            time.sleep(0.005)
            # Both are there once the pipeline plays, which a live one does before the first client's PLAY.
            if self.sources[0].get_state(0)[1] == Gst.State.PLAYING:
                self.base_time, self.clock = self.sources[0].get_base_time(), self.sources[0].get_clock()
        if self.clock is not None:
            self.serve()

    def serve(self):
        media, offset = self.stream.media, self.running_time()
        while self.alive:
            for unit in media.units:
                offset = self._wait(unit, offset)
                if not self.alive:
                    return
                switched = self._switched(unit, offset)
                if switched is not None:
                    media, offset = switched
                    break
                if self._push(unit, offset) not in (Gst.FlowReturn.OK, None):
                    return
            else:
                if not self.stream.loop:
                    for source in self.sources:
                        source.emit("end-of-stream")
                    return
                offset += media.duration
                switched = self._switched(None, offset)
                if switched is not None:
                    media, offset = switched

    def _wait(self, unit, offset):
        while self.alive:
            now = self.running_time()
            if self.stream.paused:
                time.sleep(0.02)
                # A camera's clock runs on while it says nothing.
                offset += max(0, self.running_time() - now)
                continue
            behind = now - offset - unit.dts
            if behind > LATE_MAX_NS:
                return offset + behind
            if behind >= 0:
                return offset
            time.sleep(min(0.05, -behind / Gst.SECOND))
        return offset

    def _switched(self, unit, offset):
        """The other file, from its start, in place of this unit."""
        media = self.stream.next_media
        if media is None:
            return None
        self.stream.next_media = None
        self.stream.media = media
        for index, source in enumerate(self.sources):
            source.set_property("caps", media.caps[index])
        return media, offset + (unit.dts if unit else 0)

    def _push(self, unit, offset):
        if unit.track > 0 and self.stream.muted and unit.track in self.begun:
            return None
        self.begun.add(unit.track)
        buffer = Gst.Buffer.new_wrapped(unit.data)
        if self.stream.frozen:
            if self.stream.frozen is True:
                self.stream.frozen = offset + unit.pts
            buffer.pts = self.stream.frozen
        else:
            buffer.pts = max(0, offset + unit.pts - self.stream.behind)
        if not unit.key:
            buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
        if unit in self.stream.marked:
            self.stream.sent.append(round(time.time() * 1000))
        return self.sources[unit.track].emit("push-buffer", buffer)


class Factory(GstRtspServer.RTSPMediaFactory):
    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.set_shared(True)

    def do_create_element(self, _url):
        parts = []
        for index, codec in enumerate(self.stream.media.codecs):
            parts.append(
                f"appsrc name=src{index} is-live=true format=time max-bytes=4000000 "
                f"! {PAYLOADERS[codec]} name=pay{index} pt={96 + index}"
            )
        element = Gst.parse_launch("( " + " ".join(parts) + " )")
        for index, caps in enumerate(self.stream.media.caps):
            element.get_by_name(f"src{index}").set_property("caps", caps)
        return element

    def do_configure(self, media):
        GstRtspServer.RTSPMediaFactory.do_configure(self, media)
        element = media.get_element()
        sources = [element.get_by_name(f"src{index}") for index in range(len(self.stream.media.codecs))]
        pump = Pump(self.stream, sources)

        def on_unprepared(_media):
            pump.alive = False

        media.connect("unprepared", on_unprepared)
        # Not from appsrc's need-data: a call into Python from a streaming thread can deadlock with the end of a media.
        pump.start()


class Auth(GstRtspServer.RTSPAuth):
    """Digest for the paths that have an owner, nothing for the others."""

    def __init__(self, guarded):
        super().__init__()
        self.guarded = guarded

    def do_check(self, context, check):
        path = context.uri.abspath if context.uri else ""
        if not any(path == one or path.startswith(one + "/") for one in self.guarded):
            return True
        return GstRtspServer.RTSPAuth.do_check(self, context, check)


class Server:
    def __init__(self):
        self.server = GstRtspServer.RTSPServer()
        self.server.set_address("127.0.0.1")
        self.streams = {}

    def start(self, command):
        self.server.set_service(str(command.get("port", 0)))
        if command.get("address"):
            self.server.set_address(command["address"])
        specs = command["streams"]
        if any("auth" in spec for spec in specs):
            self._authenticate(specs)
        for index, spec in enumerate(specs):
            stream = Stream(spec)
            factory = Factory(stream)
            transport = spec.get("transport")
            if transport == "tcp":
                factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
            elif transport == "udp":
                factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
            role = f"owner{index}"
            factory.add_role_from_structure(
                Gst.Structure.new_from_string(
                    f"{role}, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
                )
            )
            self.streams[stream.path] = stream
            self.server.get_mount_points().add_factory(stream.path, factory)
        if self.server.attach(None) == 0:
            raise RuntimeError("cannot listen")
        return {"port": self.server.get_bound_port()}

    def _authenticate(self, specs):
        auth = Auth({spec["path"] for spec in specs if "auth" in spec})
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        for index, spec in enumerate(specs):
            if "auth" not in spec:
                continue
            token = GstRtspServer.RTSPToken()
            token.set_string("media.factory.role", f"owner{index}")
            auth.add_digest(spec["auth"]["user"], spec["auth"]["password"], token)
        self.server.set_auth(auth)

    def handle(self, command):
        name = command["cmd"]
        if name == "start":
            return self.start(command)
        stream = self.streams[command["path"]]
        if name in ("pause", "resume"):
            stream.paused = name == "pause"
        elif name in ("mute", "unmute"):
            stream.muted = name == "mute"
        elif name == "freeze":
            stream.frozen = True
        elif name == "set_back":
            stream.behind += int(command["seconds"] * Gst.SECOND)
        elif name == "sent":
            return {"sent": list(stream.sent)}
        elif name == "switch":
            self._switch(stream, command["file"])
        elif name == "kick":
            self._kick()
        else:
            raise ValueError(f"unknown command {name}")
        return {}

    def _switch(self, stream, path):
        media = Media(path, stream.with_audio)
        if media.codecs == stream.media.codecs:
            stream.next_media = media
            return
        # Another codec needs another description: as cameras do, cut everybody off.
        stream.media = media
        self._kick()

    def _kick(self):
        self.server.client_filter(lambda *_: GstRtspServer.RTSPFilterResult.REMOVE)


def answer(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main():
    loop, server = GLib.MainLoop(), Server()

    def handle(command):
        try:
            answer({"id": command.get("id"), "ok": True, **server.handle(command)})
        except Exception as error:  # told to whoever asked
            answer({"id": command.get("id"), "ok": False, "error": str(error)})
        return False

    def read():
        for line in sys.stdin:
            GLib.idle_add(handle, json.loads(line))
        GLib.idle_add(loop.quit)

    threading.Thread(target=read, daemon=True).start()
    # Sessions of clients that went away without a word.
    GLib.timeout_add_seconds(2, lambda: server.server.get_session_pool().cleanup() >= 0)
    loop.run()


if __name__ == "__main__":
    main()
