package io.fieldway.controller.io;

import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/// How a controller and the nodes of a mesh with certificates know each other.
///
/// @param keys what the controller shows
/// @param trust whom it believes
/// @param node the name of the node at the other end of a session; empty where it has shown none
public record NodeTls(
    KeyManagerFactory keys,
    TrustManagerFactory trust,
    Function<SSLSession, Optional<String>> node) {}
