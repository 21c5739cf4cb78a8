package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.gateway.driver.coap.CoapConfig;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.telemetry.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Devices that push to a gateway, and observe it, with Californium's own client.
final class GatewayCoapTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final int JSON = 50;
  private static final int SENML = 110;
  private static final String KEY = "00112233445566778899aabbccddeeff";

  /// A device that gives up at once, for it will not be let in.
  private static final Duration IMPATIENT = Duration.ofMillis(20);

  @TempDir private Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final PlatformFixture platform = open(PlatformFixture.start());
  @Var private OutboxConfig outbox = OutboxConfig.DEFAULTS;

  @BeforeAll
  static void prepare() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    org.eclipse.californium.core.config.CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    Configuration.setStandard(Configuration.createStandardWithoutFile());
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

  private Gateway start(CoapConfig coap) throws IOException {
    platform.registrations = PlatformFixture.registrations("valve-1", "valve-2");
    Gateway gateway = open(Gateway.start(config(coap)));
    await().until(() -> gateway.status().devices().registered() == 2);
    return gateway;
  }

  private Gateway start() throws IOException {
    return start(CoapConfig.defaults().withListen(FREE));
  }

  private GatewayConfig config(CoapConfig coap) {
    return platform.gateway(directory).withOutbox(outbox).withCoap(coap);
  }

  /// A device with a socket of its own.
  private CoapClient device(Gateway gateway, String path) {
    return client(gateway, "coap", path, CoapEndpoint.builder());
  }

  /// A device that speaks DTLS.
  private CoapClient device(Gateway gateway, String path, String identity, String key) {
    return device(gateway, path, identity, key, Duration.ofSeconds(2));
  }

  private CoapClient device(
      Gateway gateway, String path, String identity, String key, Duration patience) {
    DtlsConnectorConfig dtls =
        DtlsConnectorConfig.builder(Configuration.getStandard())
            .setAddress(FREE)
            .set(
                DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT,
                (int) patience.toMillis(),
                TimeUnit.MILLISECONDS)
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
            .setAdvancedPskStore(
                new AdvancedSinglePskStore(identity, Bytes.fromHex("key", key).toArray()))
            .build();
    return client(
        gateway, "coaps", path, CoapEndpoint.builder().setConnector(new DTLSConnector(dtls)));
  }

  private CoapClient client(
      Gateway gateway, String scheme, String path, CoapEndpoint.Builder builder) {
    CoapEndpoint endpoint = builder.setConfiguration(Configuration.getStandard()).build();
    int port = gateway.coap().orElseThrow().getPort();
    CoapClient client = new CoapClient(scheme + "://127.0.0.1:" + port + path);
    client.setEndpoint(endpoint).setTimeout(Duration.ofMinutes(2).toMillis());
    opened.add(endpoint::destroy);
    opened.add(client::shutdown);
    return client;
  }

  private static CoapResponse send(CoapClient client, Request request) {
    try {
      return client.advanced(request);
    } catch (ConnectorException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CoapResponse post(CoapClient client, int format, String body) {
    Request request = Request.newPost();
    request.getOptions().setContentFormat(format);
    request.setPayload(body.getBytes(StandardCharsets.UTF_8));
    return send(client, request);
  }

  private CoapResponse push(Gateway gateway, String device, String body) {
    return post(device(gateway, "/devices/" + device + "/readings"), JSON, body);
  }

  @Test
  void answersWhenTheReadingIsOnDisk() throws IOException {
    platform.takeData = false;
    Gateway gateway = start();
    CoapResponse response = push(gateway, "valve-1", "{\"seq\":1,\"values\":{\"p\":1234,\"n\":3}}");
    assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
    JsonNode body = Json.parse("body", response.getResponseText());
    assertThat(body.path("stored").intValue()).isOne();
    assertThat(body.path("quarantined").path(0).path("property").stringValue())
        .isEqualTo("pressure");
    assertThat(gateway.status().outbox().entries()).isOne();
    assertThat(gateway.status().devices().online()).isOne();
  }

  @Test
  void storesOnceWhatComesTwice() throws IOException {
    Gateway gateway = start();
    String body = "[{\"seq\":1,\"values\":{\"n\":1}},{\"seq\":2,\"values\":{\"n\":2}}]";
    for (int i = 0; i < 3; i++) {
      assertThat(push(gateway, "valve-1", body).getCode()).isEqualTo(ResponseCode.CHANGED);
    }
    push(gateway, "valve-1", "{\"seq\":3,\"values\":{\"n\":3}}");
    await().until(() -> platform.entries().size() >= 3);
    assertThat(platform.entries()).extracting(Entry::seq).containsExactly(1L, 2L, 3L);
    assertThat(gateway.status().readings().replayed()).isEqualTo(4);
  }

  @Test
  void takesABodyInBlocks() throws IOException {
    Gateway gateway = start();
    List<String> readings = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      readings.add("{\"seq\":" + i + ",\"values\":{\"n\":" + i + "}}");
    }
    CoapResponse response = push(gateway, "valve-1", readings.toString());
    assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
    assertThat(gateway.status().readings().stored()).isEqualTo(300);
  }

  @Test
  void takesSenMl() throws IOException {
    Gateway gateway = start();
    CoapClient device = device(gateway, "/devices/valve-1/readings?seq=4&session=boot-2");
    String pack = "[{\"bn\":\"valve-1/\",\"n\":\"p\",\"v\":123},{\"n\":\"n\",\"t\":-60,\"v\":1}]";
    assertThat(post(device, SENML, pack).getResponseText()).contains("\"stored\":2");
    assertThat(post(device, SENML, pack).getResponseText()).contains("\"stored\":2");
    assertThat(gateway.status().readings().stored()).isEqualTo(2);
    assertThat(gateway.status().readings().replayed()).isEqualTo(2);
  }

  @Test
  void saysInWordsWhatIsWrong() throws IOException {
    Gateway gateway = start();
    String right = "{\"values\":{\"n\":1}}";
    String valve = "/devices/valve-1/readings";
    assertRefused(
        post(device(gateway, "/devices/stranger/readings"), JSON, right), "4.04", "unknown-device");
    assertRefused(
        post(device(gateway, valve), JSON, "{\"values\":"),
        "4.00",
        "malformed: body: expected JSON");
    assertRefused(post(device(gateway, valve), 0, "n,1"), "4.15", "50 (JSON) or 110 (SenML)");
    assertRefused(post(device(gateway, "/elsewhere"), JSON, right), "4.04", "");
    assertRefused(send(device(gateway, valve), Request.newGet()), "4.05", "POST or PUT");
    assertRefused(
        post(device(gateway, "/devices/valve-1/results"), JSON, "[]"), "4.00", "an object");
    assertThat(driver(gateway).counts())
        .containsEntry("answered-4.00", 2L)
        .containsEntry("answered-4.04", 1L)
        .containsEntry("requests", 5L);
  }

  private static void assertRefused(CoapResponse response, String code, String words) {
    assertThat(response.getCode()).hasToString(code);
    assertThat(response.getResponseText()).contains(words);
  }

  private static DriverStatus driver(Gateway gateway) {
    return gateway.status().drivers().getFirst();
  }

  @Test
  void refusesABodyThatIsTooLarge() throws IOException {
    Gateway gateway = start();
    assertThat(push(gateway, "valve-1", " ".repeat(300_000)).getCode())
        .isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    assertThat(push(gateway, "valve-1", "{\"values\":{\"n\":1}}").getCode())
        .isEqualTo(ResponseCode.CHANGED);
  }

  @Test
  void saysWhenToComeAgainWhereTheDiskIsFull() throws IOException {
    platform.takeData = false;
    outbox = OutboxConfig.DEFAULTS.withMaxEntries(2);
    Gateway gateway = start();
    CoapResponse response =
        push(
            gateway,
            "valve-1",
            "[{\"seq\":1,\"values\":{\"n\":1}},{\"seq\":2,\"values\":{\"n\":2}},"
                + "{\"seq\":3,\"values\":{\"n\":3}}]");
    assertRefused(response, "5.03", "outbox-full: no room on disk");
    assertThat(response.getResponseText()).endsWith("; stored: 2");
    assertThat(response.getOptions().getMaxAge()).isEqualTo(10);
    platform.takeData = true;
    await()
        .until(() ->
            push(gateway, "valve-1", "{\"seq\":3,\"values\":{\"n\":3}}").getCode()
                == ResponseCode.CHANGED);
    await().until(() -> platform.entries().size() >= 3);
    assertThat(platform.entries()).hasSize(3);
  }

  private static Command command(String id) {
    return Command.read(
        Json.parse(
            "command",
            """
            {"id": "%s", "deviceId": "valve-1", "action": "open", "input": {},
             "deadline": "%s"}
            """
                .formatted(id, Json.time(Instant.now().plusSeconds(600)))));
  }

  /// What a device heard.
  private static final class Notifications implements CoapHandler {
    final List<JsonNode> lines = new CopyOnWriteArrayList<>();

    @Override
    public void onLoad(CoapResponse response) {
      lines.add(Json.parse("line", response.getResponseText()));
    }

    @Override
    public void onError() {}

    List<String> instructions() {
      return lines.stream()
          .filter(each -> each.path("type").asString("").equals("instruction"))
          .map(each -> each.path("id").asString(""))
          .toList();
    }
  }

  private CoapObserveRelation observe(CoapClient client, Notifications heard) {
    CoapObserveRelation relation = client.observe(heard);
    await().until(() -> !heard.lines.isEmpty());
    return relation;
  }

  @Test
  void givesEachInstructionToWhoObservesAndTakesItsResult() throws IOException {
    Gateway gateway = start();
    Notifications heard = new Notifications();
    CoapObserveRelation relation = observe(device(gateway, "/devices/valve-1/instructions"), heard);
    assertThat(gateway.status().devices().online()).isOne();
    platform.command(command("c-1"));
    await().until(() -> heard.instructions().contains("c-1"));
    CoapResponse taken =
        post(
            device(gateway, "/devices/valve-1/results"),
            JSON,
            "{\"instruction\":\"c-1\",\"executed\":true,\"output\":{}}");
    assertThat(taken.getCode()).isEqualTo(ResponseCode.CHANGED);
    await()
        .untilAsserted(() ->
            assertThat(platform.reports)
                .extracting(CommandReport::state)
                .contains(CommandState.EXECUTED));
    post(
        device(gateway, "/devices/valve-1/results"),
        JSON,
        "{\"instruction\":\"c-9\",\"executed\":true}");
    await().until(() -> driver(gateway).count("unknown-results") == 1);
    assertThat(driver(gateway).count("observers")).isOne();
    relation.proactiveCancel();
    await().until(() -> driver(gateway).count("observers") == 0);
  }

  @Test
  void keepsAnInstructionForADeviceThatDoesNotObserveYet() throws IOException {
    Gateway gateway = start();
    push(gateway, "valve-1", "{\"values\":{\"n\":1}}");
    platform.command(command("c-1"));
    Notifications heard = new Notifications();
    observe(device(gateway, "/devices/valve-1/instructions"), heard);
    await().until(() -> heard.instructions().contains("c-1"));
  }

  @Test
  void asksWhoObservesForASignOfLifeAndLeavesWhoOnlyPushed() throws IOException {
    Gateway gateway =
        start(CoapConfig.defaults().withListen(FREE).withSilentAfter(Duration.ofMillis(300)));
    push(gateway, "valve-2", "{\"values\":{\"n\":1}}");
    Notifications heard = new Notifications();
    CoapObserveRelation relation = observe(device(gateway, "/devices/valve-1/instructions"), heard);
    await().until(() -> heard.lines.size() >= 3);
    assertThat(heard.lines).allMatch(each -> each.path("type").asString("").equals("heartbeat"));
    await().until(() -> gateway.status().devices().online() == 1);
    relation.proactiveCancel();
    await().until(() -> gateway.status().devices().online() == 0);
  }

  private Path keys(String permissions) throws IOException {
    Path file = directory.resolve("coap.keys");
    Files.writeString(file, "# devices\nvalve-1 " + KEY + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  @Test
  void takesADeviceOnlyWithItsKey() throws IOException {
    Gateway gateway = start(CoapConfig.defaults().withListen(FREE).withKeys(keys("rw-------")));
    String body = "{\"values\":{\"n\":1}}";
    String valve = "/devices/valve-1/readings";
    assertThat(post(device(gateway, valve, "valve-1", KEY), JSON, body).getCode())
        .isEqualTo(ResponseCode.CHANGED);
    assertRefused(
        post(device(gateway, "/devices/valve-2/readings", "valve-1", KEY), JSON, body),
        "4.03",
        "not-authentic");
    for (String each : List.of("valve-1", "stranger")) {
      CoapClient wrong = device(gateway, valve, each, KEY.replace("00", "01"), IMPATIENT);
      assertThatThrownBy(() -> wrong.post(body, JSON))
          .isInstanceOfAny(ConnectorException.class, IOException.class);
    }
    assertThat(gateway.status().readings().stored()).isOne();
  }

  @Test
  void refusesKeysThatOthersCanRead() throws IOException {
    CoapConfig config = CoapConfig.defaults().withListen(FREE).withKeys(keys("rw-r-----"));
    assertThatThrownBy(() -> Gateway.start(config(config)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others than its owner can read")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void listensBeyondThisMachineOnlyWithKeys() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
    assertThatThrownBy(() -> Gateway.start(config(CoapConfig.defaults().withListen(everywhere))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("coap.keys");
  }

  @Test
  void saysThatAPortIsTaken() throws IOException {
    Gateway gateway = start();
    CoapConfig same = CoapConfig.defaults().withListen(gateway.coap().orElseThrow());
    assertThatThrownBy(() ->
            Gateway.start(
                GatewayConfig.of(
                        "gw-2",
                        PlatformFixture.KEY,
                        platform.uri(),
                        FREE,
                        directory.resolve("other"))
                    .withCoap(same)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("choose another coap.listen");
    assertThat(Files.exists(Path.of("Californium3.properties"))).isFalse();
  }
}
