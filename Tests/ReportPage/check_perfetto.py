"""Holds a trace of `gctrace export --to perfetto` against Perfetto's published schema, as PyPI's package perfetto has it.

    python3 check_perfetto.py TRACE.pftrace [SLICES]

SLICES is how many collections the run has. Perfetto's own trace processor is a binary that its package downloads, so it looks at the trace only where
TRACE_PROCESSOR names one.
"""

import collections
import os
import sys

from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as schema


def check(path, slices=None):
    with open(path, "rb") as file:
        raw = file.read()
    trace = schema.Trace()
    trace.ParseFromString(raw)
    # What the schema does not know would be kept as it came, but a field of the wrong type would not: the bytes must come back as they were.
    assert trace.SerializeToString(deterministic=True) is not None
    assert len(trace.SerializeToString()) == len(raw), "the schema reads it otherwise"
    tracks, children = {}, collections.Counter()
    kinds = collections.Counter()
    depth = collections.Counter()
    last = {}
    clean = schema.Trace()
    for packet in trace.packet:
        assert packet.trusted_packet_sequence_id == 1
        copy = clean.packet.add()
        copy.CopyFrom(packet)
        copy.DiscardUnknownFields()
        assert copy.ByteSize() == packet.ByteSize(), f"a field that the schema does not know: {packet}"
        if packet.HasField("track_descriptor"):
            track = packet.track_descriptor
            assert track.uuid not in tracks, "a track twice"
            tracks[track.uuid] = track
            continue
        event = packet.track_event
        assert event.track_uuid in tracks, "an event before its track"
        kind = schema.TrackEvent.Type.Name(event.type)
        kinds[kind] += 1
        children[tracks[event.track_uuid].name] += 1
        if kind == "TYPE_COUNTER":
            assert tracks[event.track_uuid].HasField("counter") and event.HasField("counter_value")
        elif kind == "TYPE_SLICE_BEGIN":
            assert depth[event.track_uuid] == 0, "slices of a track overlap"
            assert packet.timestamp >= last.get(event.track_uuid, 0), "a slice begins before the last one ended"
            depth[event.track_uuid] += 1
            names = [annotation.name for annotation in event.debug_annotations]
            assert "candidates" in names and "reason" in names, names
        elif kind == "TYPE_SLICE_END":
            depth[event.track_uuid] -= 1
            last[event.track_uuid] = packet.timestamp
    assert not any(depth.values()), "a slice without an end"
    assert kinds["TYPE_SLICE_BEGIN"] == kinds["TYPE_SLICE_END"]
    if slices is not None:
        assert kinds["TYPE_SLICE_BEGIN"] == slices, kinds
    process = tracks[1].process.process_name
    assert "time: " in process
    print(f"{path}: {len(trace.packet)} packets; {process}")
    for name, number in children.items():
        print(f"  {name}: {number}")
    if os.environ.get("TRACE_PROCESSOR"):
        from perfetto.trace_processor import TraceProcessor, TraceProcessorConfig
        with TraceProcessor(trace=path, config=TraceProcessorConfig(bin_path=os.environ["TRACE_PROCESSOR"])) as processor:
            rows = list(processor.query("SELECT count(*) AS slices FROM slice WHERE category = 'gc'"))
            assert rows[0].slices == kinds["TYPE_SLICE_BEGIN"]
            errors = list(processor.query("SELECT name, value FROM stats WHERE severity = 'error' AND value > 0"))
            assert not errors, [(row.name, row.value) for row in errors]
            print(f"  the trace processor finds {rows[0].slices} collections and no error")


if __name__ == "__main__":
    check(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)
