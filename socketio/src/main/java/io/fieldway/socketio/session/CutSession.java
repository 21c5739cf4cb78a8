package io.fieldway.socketio.session;

import java.util.Map;
import java.util.Set;

/// What is kept of a socket whose transport was cut: the private id by which its client asks for
/// it, its public id, its rooms, its data, and when it was cut (nanoseconds of a monotonic clock).
public record CutSession(
    String privateId, String socketId, Set<String> rooms, Map<String, Object> data, long cutAt) {}
