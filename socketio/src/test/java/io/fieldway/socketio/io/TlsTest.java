package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.socketio.SocketIoConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String PASSWORD = "not a secret";

  @TempDir private Path folder;

  @Test
  void servesHttpsWithTheCallersContext() throws Exception {
    KeyStore keys = keys();
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SslContext context = SslContextBuilder.forServer(managers).build();
    try (SocketIoServer server =
            SocketIoServer.builder()
                .ssl(context)
                .config(
                    SocketIoConfig.defaults()
                        .withCloseTimeout(Duration.ofMillis(300))
                        .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .build();
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
      server.of("/").onConnection(socket -> socket.emit("s" + socket.handshake().secure()));
      String url =
          "https://127.0.0.1:" + server.start().getPort() + "/socket.io/?EIO=4&transport=polling";
      String opened = client.send(get(url), BodyHandlers.ofString()).body();
      String session = url + "&sid=" + RawPolling.sid(opened);
      HttpRequest connect =
          HttpRequest.newBuilder(URI.create(session))
              .POST(HttpRequest.BodyPublishers.ofString("40"))
              .build();
      assertThat(client.send(connect, BodyHandlers.ofString()).body()).isEqualTo("ok");
      assertThat(client.send(get(session), BodyHandlers.ofString()).body())
          .endsWith("\u001e42[\"strue\"]");
    }
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private KeyStore keys() throws Exception {
    Path file = folder.resolve("keys.p12");
    int ended =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(ended).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static SSLContext trusting(KeyStore keys) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
