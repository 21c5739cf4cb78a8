package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.http.HttpConfig;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.telemetry.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Devices that push to a gateway with the JDK's HTTP client.
final class GatewayHttpTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final PlatformFixture platform = open(PlatformFixture.start());
  private final HttpClient client = open(HttpClient.newHttpClient());
  @Var private OutboxConfig outbox = OutboxConfig.DEFAULTS;

  @BeforeAll
  static void waitLongEnoughForALoadedMachine() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }

  private Gateway start(HttpConfig http) throws IOException {
    platform.registrations = PlatformFixture.registrations("valve-1", "valve-2");
    Gateway gateway = open(Gateway.start(config(http)));
    await().until(() -> gateway.status().devices().registered() == 2);
    return gateway;
  }

  private Gateway start() throws IOException {
    return start(HttpConfig.defaults().withListen(FREE));
  }

  private GatewayConfig config(HttpConfig http) {
    return platform.gateway(directory).withOutbox(outbox).withHttp(http);
  }

  private static HttpRequest.Builder to(Gateway gateway, String path) {
    int port = gateway.http().orElseThrow().getPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Content-Type", "application/json");
  }

  private HttpResponse<String> push(Gateway gateway, String device, String body) {
    return send(
        to(gateway, "/devices/" + device + "/readings")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode tree(HttpResponse<String> response) {
    return Json.parse("body", response.body());
  }

  @Test
  void answersWhenTheReadingIsOnDisk() throws IOException {
    platform.takeData = false;
    Gateway gateway = start();
    HttpResponse<String> response =
        push(gateway, "valve-1", "{\"seq\":1,\"values\":{\"p\":1234,\"n\":3}}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(tree(response).path("stored").intValue()).isOne();
    assertThat(tree(response).path("quarantined").path(0).path("property").stringValue())
        .isEqualTo("pressure");
    assertThat(gateway.status().outbox().entries()).isOne();
    assertThat(gateway.status().devices().online()).isOne();
  }

  @Test
  void storesOnceWhatComesTwice() throws IOException {
    Gateway gateway = start();
    String body = "[{\"seq\":1,\"values\":{\"n\":1}},{\"seq\":2,\"values\":{\"n\":2}}]";
    for (int i = 0; i < 3; i++) {
      assertThat(push(gateway, "valve-1", body).statusCode()).isEqualTo(200);
    }
    push(gateway, "valve-1", "{\"seq\":3,\"values\":{\"n\":3}}");
    await().until(() -> platform.entries().size() >= 3);
    assertThat(platform.entries()).extracting(Entry::seq).containsExactly(1L, 2L, 3L);
    assertThat(gateway.status().readings().replayed()).isEqualTo(4);
  }

  @Test
  void countsForADeviceThatDoesNot() throws IOException {
    Gateway gateway = start();
    push(gateway, "valve-1", "[{\"values\":{\"n\":1}},{\"values\":{\"n\":2}}]");
    push(gateway, "valve-1", "{\"values\":{\"n\":3}}");
    assertThat(gateway.status().readings().stored()).isEqualTo(3);
  }

  @Test
  void takesSenMl() throws IOException {
    Gateway gateway = start();
    HttpResponse<String> response =
        send(
            to(gateway, "/devices/valve-1/readings?seq=4&session=boot-2")
                .setHeader("Content-Type", "application/senml+json; charset=utf-8")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "[{\"bn\":\"valve-1/\",\"n\":\"p\",\"v\":123},{\"n\":\"n\",\"t\":-60,\"v\":1}]")));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(tree(response).path("stored").intValue()).isEqualTo(2);
  }

  @Test
  void saysInAProblemWhatIsWrong() throws IOException {
    Gateway gateway = start();
    String right = "{\"values\":{\"n\":1}}";
    String valve = "/devices/valve-1/readings";
    String json = "application/json";
    assertProblem(
        gateway, "POST", "/devices/stranger/readings", json, right, 404, "unknown-device");
    assertProblem(gateway, "POST", valve, json, "{\"values\":", 400, "malformed");
    assertProblem(gateway, "POST", "/devices/va%20lve/readings", json, right, 400, "malformed");
    assertProblem(gateway, "POST", valve, "text/csv", "n,1", 415, "unknown-type");
    assertProblem(gateway, "POST", "/elsewhere", json, right, 404, "unknown-path");
    assertProblem(gateway, "PUT", valve, json, right, 405, "unknown-method");
    assertThat(gateway.status().drivers().getFirst().counts())
        .containsEntry("answered-400", 2L)
        .containsEntry("answered-404", 2L)
        .containsEntry("requests", 6L);
  }

  private void assertProblem(
      Gateway gateway,
      String method,
      String path,
      String type,
      String body,
      int status,
      String code) {
    HttpResponse<String> response =
        send(
            to(gateway, path)
                .setHeader("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(tree(response).path("code").stringValue()).isEqualTo(code);
    assertThat(tree(response).path("status").intValue()).isEqualTo(status);
  }

  @Test
  void refusesABodyThatIsTooLarge() throws IOException {
    Gateway gateway = start();
    assertThat(push(gateway, "valve-1", " ".repeat(300_000)).statusCode()).isEqualTo(413);
    assertThat(push(gateway, "valve-1", "{\"values\":{\"n\":1}}").statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhenToComeAgainWhereTheDiskIsFull() throws IOException {
    platform.takeData = false;
    outbox = OutboxConfig.DEFAULTS.withMaxEntries(2);
    Gateway gateway = start();
    HttpResponse<String> response =
        push(
            gateway,
            "valve-1",
            "[{\"seq\":1,\"values\":{\"n\":1}},{\"seq\":2,\"values\":{\"n\":2}},"
                + "{\"seq\":3,\"values\":{\"n\":3}}]");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("10");
    assertThat(tree(response).path("code").stringValue()).isEqualTo("outbox-full");
    assertThat(tree(response).path("stored").intValue()).isEqualTo(2);
    platform.takeData = true;
    await()
        .until(
            () -> push(gateway, "valve-1", "{\"seq\":3,\"values\":{\"n\":3}}").statusCode() == 200);
    await().until(() -> platform.entries().size() >= 3);
    assertThat(platform.entries()).hasSize(3);
  }

  @Test
  void takesADeviceOnlyWithItsToken() throws IOException {
    Path tokens = directory.resolve("tokens");
    // The SHA-256 of "secret".
    Files.writeString(
        tokens,
        "# devices\nvalve-1 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b\n");
    Gateway gateway = start(HttpConfig.defaults().withListen(FREE).withTokens(tokens));
    HttpRequest.Builder request =
        to(gateway, "/devices/valve-1/readings")
            .POST(HttpRequest.BodyPublishers.ofString("{\"values\":{\"n\":1}}"));
    assertThat(send(request.copy()).statusCode()).isEqualTo(401);
    assertThat(send(request.copy().header("Authorization", "Bearer other")).statusCode())
        .isEqualTo(401);
    assertThat(send(request.copy().header("Authorization", "Bearer secret")).statusCode())
        .isEqualTo(200);
    assertThat(
            send(to(gateway, "/devices/valve-2/readings")
                    .header("Authorization", "Bearer secret")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"values\":{\"n\":1}}")))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void leavesADeviceThatFallsSilent() throws IOException {
    Gateway gateway =
        start(
            HttpConfig.defaults()
                .withListen(FREE)
                .withTimes(Duration.ofMinutes(1), Duration.ofMillis(300)));
    push(gateway, "valve-1", "{\"values\":{\"n\":1}}");
    await().until(() -> gateway.status().devices().online() == 0);
    push(gateway, "valve-1", "{\"values\":{\"n\":2}}");
    assertThat(gateway.status().readings().stored()).isEqualTo(2);
  }

  @Test
  void cutsOffABodyThatDoesNotCome() throws IOException {
    Gateway gateway =
        start(
            HttpConfig.defaults()
                .withListen(FREE)
                .withTimes(Duration.ofMillis(500), Duration.ofMinutes(1)));
    try (Socket slow = new Socket()) {
      slow.connect(gateway.http().orElseThrow());
      OutputStream out = slow.getOutputStream();
      out.write(
          "POST /devices/valve-1/readings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      slow.setSoTimeout(120_000);
      assertThat(isCut(slow)).isTrue();
    }
    await().until(() -> gateway.status().drivers().getFirst().count("cut-off") == 1);
    await()
        .ignoreExceptions()
        .until(() -> push(gateway, "valve-1", "{\"values\":{\"n\":1}}").statusCode() == 200);
  }

  private static boolean isCut(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void speaksTlsWithTheCertificateItIsGiven() throws Exception {
    Path chain = directory.resolve("gateway.pem");
    Path key = directory.resolve("gateway.key");
    SSLContext trusting = certify(chain, key);
    Gateway gateway = start(HttpConfig.defaults().withListen(FREE).withTls(chain, key));
    URI uri =
        URI.create(
            "https://localhost:"
                + gateway.http().orElseThrow().getPort()
                + "/devices/valve-1/readings");
    try (HttpClient secure = HttpClient.newBuilder().sslContext(trusting).build()) {
      HttpResponse<String> response =
          secure.send(
              HttpRequest.newBuilder(uri)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"values\":{\"n\":1}}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
    }
  }

  /// Makes a certificate for localhost with the JDK's keytool, and a client's trust in it.
  private SSLContext certify(Path chain, Path key) throws Exception {
    Path file = directory.resolve("gateway.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storepass",
                "change-it",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(2, TimeUnit.MINUTES)).isTrue();
    char[] password = "change-it".toCharArray();
    KeyStore store = KeyStore.getInstance(file.toFile(), password);
    Files.writeString(chain, pem("CERTIFICATE", store.getCertificate("gateway").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", store.getKey("gateway", password).getEncoded()));
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }

  @Test
  void failsAnInstructionForADeviceThatOnlyPushes() throws IOException {
    Gateway gateway = start();
    push(gateway, "valve-1", "{\"values\":{\"n\":1}}");
    platform.command(
        Command.read(
            Json.parse(
                "command",
                """
                {"id": "c-1", "deviceId": "valve-1", "action": "open", "input": {},
                 "deadline": "%s"}
                """
                    .formatted(Json.time(Instant.now().plusSeconds(600))))));
    await()
        .untilAsserted(() ->
            assertThat(platform.reports)
                .extracting(CommandReport::reason)
                .anyMatch(reason -> reason.orElse("").contains("only pushes over HTTP")));
  }

  @Test
  void listensBeyondThisMachineOnlyWithACertificateAndTokens() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> Gateway.start(config(HttpConfig.defaults().withListen(everywhere))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("http.certificate and http.tokens");
  }
}
