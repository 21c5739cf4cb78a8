package io.fieldway.socketio;

import java.net.InetSocketAddress;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What is known of a client when it asks to enter a namespace: the id its socket will have, the
/// `auth` payload of its CONNECT packet (an empty object where it sent none), and the HTTP request
/// that opened its connection. Names of headers are in lower case; of a repeated header or query
/// parameter the first counts.
public record Handshake(
    String socketId,
    JsonNode auth,
    InetSocketAddress remote,
    Map<String, String> headers,
    Map<String, String> query,
    boolean secure) {}
