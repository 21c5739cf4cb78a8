package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.node.trust.CertificationRequest;
import io.fieldway.node.trust.Der;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Token;
import io.fieldway.node.trust.Trust;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a node a member of the mesh that it was invited to: asks the nodes at the token's
/// addresses one after the other, before the node itself is there. It knows the mesh by the
/// fingerprint of its authority, and speaks MQTT 5: CONNECT carries the request, CONNACK the
/// certificate. Blocks.
public final class Joiner {
  /// The authentication method of one who joins (MQTT 5 §3.1.2.11.9).
  static final String METHOD = "fieldway-join";

  private static final Logger LOG = LoggerFactory.getLogger(Joiner.class);

  /// How often all addresses are asked, where one of them was not heard.
  private static final int ROUNDS = 3;

  private static final int LARGEST_ANSWER = 80 << 10;

  private final Token token;
  private final LinkConfig config;
  private final LongSupplier clock;

  /// Joins with a token.
  ///
  /// @param clock milliseconds since the epoch
  public Joiner(Token token, LinkConfig config, LongSupplier clock) {
    this.token = token;
    this.config = config;
    this.clock = clock;
  }

  /// Asks, and writes what makes the node a member.
  ///
  /// @param data the node's
  /// @throws IOException that says what each address has answered
  public Membership join(Path data, String name) throws IOException {
    CertificationRequest request = Membership.request(data, name);
    for (@Var int round = 1; ; round++) {
      List<String> answers = new ArrayList<>();
      @Var boolean unheard = false;
      for (InetSocketAddress address : token.addresses()) {
        String where = address.getHostString() + ":" + address.getPort();
        try {
          Membership joined = ask(address, data, name, request);
          LOG.info("{} has joined the mesh {} through {}", name, joined.mesh(), where);
          return joined;
        } catch (IOException e) {
          LOG.info("cannot join the mesh {} through {}: {}", token.mesh(), where, e.getMessage());
          answers.add(where + ": " + TlsHandshake.words(e));
          unheard |= isOfTheWay(e);
        }
      }
      if (!unheard || round == ROUNDS) {
        throw new IOException(
            "cannot join the mesh " + Json.brief(token.mesh()) + ": " + String.join("; ", answers));
      }
    }
  }

  /// Whether nobody was heard, so that asking again may help.
  private static boolean isOfTheWay(IOException e) {
    return e instanceof SocketTimeoutException
        || e instanceof EOFException
        || e instanceof SocketException
        || (e instanceof SSLException && !(e.getCause() instanceof CertificateException));
  }

  private Membership ask(
      InetSocketAddress address, Path data, String name, CertificationRequest request)
      throws IOException {
    try (Socket plain = new Socket()) {
      int timeout = (int) config.connectTimeout().toMillis();
      InetSocketAddress found = new InetSocketAddress(address.getHostString(), address.getPort());
      if (found.isUnresolved()) {
        throw new IOException("no address is known for this name");
      }
      plain.connect(found, timeout);
      plain.setSoTimeout(timeout);
      try (SSLSocket socket = secured(plain, found)) {
        socket.startHandshake();
        X509Certificate authority = authority(socket.getSession().getPeerCertificates());
        Connack answer = exchange(socket, name, request);
        return accepted(answer, authority, data, name);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private SSLSocket secured(Socket plain, InetSocketAddress address)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    PeerCheck pinned = new PeerCheck(List.of(), this::judge);
    context.init(null, new TrustManager[] {pinned}, null);
    return (SSLSocket)
        context
            .getSocketFactory()
            .createSocket(plain, address.getHostString(), address.getPort(), true);
  }

  private void judge(List<X509Certificate> chain) throws CertificateException {
    trusted(chain).name(chain.getFirst(), clock.getAsLong());
  }

  private X509Certificate authority(Certificate[] shown) throws CertificateException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate each : shown) {
      chain.add((X509Certificate) each);
    }
    return trusted(chain).authority();
  }

  private Trust trusted(List<X509Certificate> chain) throws CertificateException {
    for (X509Certificate each : chain) {
      Optional<Trust> pinned = Trust.pinned(each, token.fingerprint());
      if (pinned.isPresent()) {
        return pinned.get();
      }
    }
    throw new CertificateException(
        "expected a node of the mesh "
            + Json.brief(token.mesh())
            + " with the authority that the token names, got another");
  }

  private Connack exchange(SSLSocket socket, String name, CertificationRequest request)
      throws IOException {
    Connect connect =
        new Connect(
            Version.MQTT_5,
            true,
            0,
            name,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.builder()
                .put(Property.AUTHENTICATION_METHOD, METHOD)
                .put(Property.AUTHENTICATION_DATA, request.with(token))
                .build());
    byte[] out = new byte[PacketEncoder.size(connect, Version.MQTT_5)];
    PacketEncoder.write(connect, Version.MQTT_5, out, 0);
    socket.getOutputStream().write(out);
    return answer(socket);
  }

  private Connack answer(SSLSocket socket) throws IOException {
    PacketDecoder decoder = PacketDecoder.ofClient(Version.MQTT_5, LARGEST_ANSWER);
    List<Packet> packets = new ArrayList<>();
    byte[] buffer = new byte[LARGEST_ANSWER];
    long until = System.nanoTime() + config.connectTimeout().toNanos();
    while (packets.isEmpty()) {
      int size = socket.getInputStream().read(buffer);
      if (size < 0) {
        throw new EOFException("the node closed the connection without an answer");
      }
      if (System.nanoTime() - until > 0) {
        throw new IOException(
            "no answer came in "
                + TimeUnit.NANOSECONDS.toMillis(config.connectTimeout().toNanos())
                + " ms");
      }
      try {
        decoder.feed(buffer, 0, size, packets::add);
      } catch (MalformedPacketException e) {
        throw new IOException("the answer is not MQTT 5: " + e.getMessage(), e);
      }
    }
    if (packets.getFirst() instanceof Connack connack) {
      return connack;
    }
    throw new IOException("expected CONNACK, got " + packets.getFirst());
  }

  private Membership accepted(Connack answer, X509Certificate authority, Path data, String name)
      throws IOException, CertificateException {
    if (answer.reason() != ReasonCode.SUCCESS) {
      throw new IOException(
          answer.properties().text(Property.REASON_STRING).orElse(answer.reason().toString()));
    }
    Bytes given =
        answer
            .properties()
            .binary(Property.AUTHENTICATION_DATA)
            .orElseThrow(() -> new IOException("expected a certificate, got none"));
    X509Certificate certificate = Der.certificate(given);
    String certified = new Trust(authority).name(certificate, clock.getAsLong());
    if (!certified.equals(name)) {
      throw new IOException(
          "expected a certificate of " + Json.brief(name) + ", got one of " + certified);
    }
    return Membership.write(data, authority, certificate, token.addresses(), clock.getAsLong());
  }
}
