package io.fieldway.node.packet;

import io.fieldway.wire.Bytes;
import java.util.Optional;

/// CONNECT (MQTT 5 §3.1).
///
/// @param cleanStart called Clean Session in MQTT 3.1.1
/// @param keepAliveSeconds 0 switches the keep-alive off
/// @param clientId empty where the server is to assign one
public record Connect(
    Version version,
    boolean cleanStart,
    int keepAliveSeconds,
    String clientId,
    Optional<Will> will,
    Optional<String> userName,
    Optional<Bytes> password,
    Properties properties)
    implements Packet {}
