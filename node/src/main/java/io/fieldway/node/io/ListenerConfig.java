package io.fieldway.node.io;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One address where MQTT clients connect.
public record ListenerConfig(
    @Key("What is spoken: tcp, tls, ws (WebSocket) or wss (WebSocket over TLS).") Kind kind,
    @Key(value = "Where it listens, as host:port; port 0 takes a free one.", required = true)
        InetSocketAddress address,
    @Key("The path of the WebSocket, for ws and wss.") String path,
    @Key("A PEM file with the certificate chain, the server's own first; for tls and wss.")
        Optional<Path> certificate,
    @Key("A PEM file with its private key, PKCS #8, without a password; for tls and wss.")
        Optional<Path> key,
    @Key("Whether clients show certificates: none, optional or required; for tls and wss.")
        ClientCertificates clientCertificates,
    @Key("A PEM file with the authorities whose client certificates are believed.")
        Optional<Path> clientAuthorities)
    implements Checked {

  /// What is spoken on a listener.
  public enum Kind {
    TCP(false, false),
    TLS(true, false),
    WS(false, true),
    WSS(true, true);

    private final boolean secure;
    private final boolean webSocket;

    Kind(boolean secure, boolean webSocket) {
      this.secure = secure;
      this.webSocket = webSocket;
    }

    public boolean isSecure() {
      return secure;
    }

    public boolean isWebSocket() {
      return webSocket;
    }

    /// How an address of this kind begins in a URI.
    public String scheme() {
      return switch (this) {
        case TCP -> "mqtt";
        case TLS -> "mqtts";
        case WS -> "ws";
        case WSS -> "wss";
      };
    }
  }

  /// Whether clients show certificates.
  public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /// What stands where a file is silent.
  public static ListenerConfig defaults() {
    return tcp(loopback(1883));
  }

  /// A port of 127.0.0.1.
  public static InetSocketAddress loopback(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /// Plain MQTT.
  public static ListenerConfig tcp(InetSocketAddress address) {
    return new ListenerConfig(
        Kind.TCP,
        address,
        "/mqtt",
        Optional.empty(),
        Optional.empty(),
        ClientCertificates.NONE,
        Optional.empty());
  }

  public ListenerConfig withKind(Kind changed) {
    return new ListenerConfig(
        changed, address, path, certificate, key, clientCertificates, clientAuthorities);
  }

  public ListenerConfig withAddress(InetSocketAddress changed) {
    return new ListenerConfig(
        kind, changed, path, certificate, key, clientCertificates, clientAuthorities);
  }

  public ListenerConfig withPath(String changed) {
    return new ListenerConfig(
        kind, address, changed, certificate, key, clientCertificates, clientAuthorities);
  }

  public ListenerConfig withPem(Path certificateFile, Path keyFile) {
    return new ListenerConfig(
        kind,
        address,
        path,
        Optional.of(certificateFile),
        Optional.of(keyFile),
        clientCertificates,
        clientAuthorities);
  }

  public ListenerConfig withClientCertificates(ClientCertificates changed, Path authorities) {
    return new ListenerConfig(
        kind, address, path, certificate, key, changed, Optional.of(authorities));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (kind.isSecure()) {
      file("certificate", certificate, found);
      file("key", key, found);
      if (clientCertificates != ClientCertificates.NONE) {
        file("client-authorities", clientAuthorities, found);
      }
    } else {
      idle("certificate", certificate.isPresent(), found);
      idle("key", key.isPresent(), found);
      idle("client-certificates", clientCertificates != ClientCertificates.NONE, found);
      idle("client-authorities", clientAuthorities.isPresent(), found);
    }
    if (kind.isWebSocket() && !path.startsWith("/")) {
      found.add(new Problem("path", "expected a path such as /mqtt, got \"" + path + '"'));
    }
    return found;
  }

  private void file(String name, Optional<Path> file, List<Problem> found) {
    if (file.isEmpty()) {
      found.add(new Problem(name, "expected a PEM file: " + says() + " needs one"));
    } else if (!Files.isReadable(file.get())) {
      found.add(new Problem(name, "expected a file that can be read, got " + file.get()));
    }
  }

  /// A key that would have no effect is a mistake, and here one that would be dear.
  private void idle(String name, boolean given, List<Problem> found) {
    if (given) {
      found.add(new Problem(name, "expected kind tls or wss beside it, got " + says()));
    }
  }

  private String says() {
    return "kind " + kind.name().toLowerCase(Locale.ROOT);
  }
}
