package io.fieldway.cloud.machine.io;

import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.io.SocketIoServer;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Makes the Socket.IO server.
public final class Listener {
  private Listener() {}

  /// PEM files: a certificate chain and its private key (PKCS #8, no password).
  public record PemFiles(Path certificate, Path key) {}

  /// A server that is not started yet.
  ///
  /// @throws IOException where the PEM files cannot be used
  public static SocketIoServer of(
      SocketIoConfig config, SocketIoMetrics metrics, Optional<PemFiles> tls) throws IOException {
    SocketIoServer.Builder builder = SocketIoServer.builder().config(config).listener(metrics);
    if (tls.isPresent()) {
      try {
        builder.ssl(
            SslContextBuilder.forServer(tls.get().certificate().toFile(), tls.get().key().toFile())
                .build());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "The certificate "
                + tls.get().certificate()
                + " or its key "
                + tls.get().key()
                + " cannot be used: expected PEM files, the key in PKCS #8 without a password.",
            e);
      }
    }
    return builder.build();
  }
}
