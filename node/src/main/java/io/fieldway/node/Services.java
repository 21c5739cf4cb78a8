package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// The addresses where a node serves clients, as nodes tell them each other: `mqtt://host:port`,
/// `mqtts://…`, `ws://…/path` and `wss://…/path`.
final class Services {
  private Services() {}

  static String text(ListenerConfig listener, InetSocketAddress bound) {
    return listener.kind().scheme()
        + "://"
        + text(bound)
        + (listener.kind().isWebSocket() ? listener.path() : "");
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  static InetSocketAddress address(String service) {
    URI uri = URI.create(service);
    return new InetSocketAddress(uri.getHost().replaceAll("^\\[|]$", ""), uri.getPort());
  }

  /// How this process listens at an address of another node: with certificates of its own, where
  /// they are needed.
  ///
  /// @throws IOException where it has none
  static ListenerConfig listener(String service, List<ListenerConfig> own) throws IOException {
    URI uri = URI.create(service);
    Kind kind =
        switch (String.valueOf(uri.getScheme())) {
          case "mqtt" -> Kind.TCP;
          case "mqtts" -> Kind.TLS;
          case "ws" -> Kind.WS;
          case "wss" -> Kind.WSS;
          default -> throw new IOException("expected mqtt, mqtts, ws or wss, got " + service);
        };
    @Var ListenerConfig found = ListenerConfig.tcp(address(service)).withKind(kind);
    if (kind.isSecure()) {
      ListenerConfig like =
          own.stream()
              .filter(each -> each.kind().isSecure())
              .findFirst()
              .orElseThrow(() ->
                  new IOException(
                      "expected a listener of this node with a certificate, to serve "
                          + Json.brief(service)
                          + " with; it has none"));
      found =
          new ListenerConfig(
              kind,
              address(service),
              like.path(),
              like.certificate(),
              like.key(),
              like.clientCertificates(),
              like.clientAuthorities());
    }
    return kind.isWebSocket() && !uri.getPath().isEmpty() ? found.withPath(uri.getPath()) : found;
  }

  /// Whether a host that answers has nobody at this address. Blocks, no longer than the patience.
  static boolean isGone(String service, Duration patience) {
    try (Socket socket = new Socket()) {
      socket.connect(address(service), (int) patience.toMillis());
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false; // silence is no proof
    }
  }
}
