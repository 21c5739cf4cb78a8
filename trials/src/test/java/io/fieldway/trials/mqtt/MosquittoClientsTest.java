package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.trials.stage.StageNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The clients that come with Mosquitto, each command in a process of its own, as scripts use them.
final class MosquittoClientsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String USER = "ann";
  private static final String PASSWORD = "of-this-test-only";

  /// How a message is shown: topic, QoS, retained or not, payload.
  private static final String FORMAT = "got %t %q %r %p";

  @TempDir static Path home;
  private static Path publish;
  private static Path subscribe;
  private static StageNode node;

  @BeforeAll
  static void start() throws Exception {
    publish = Programs.need("mosquitto_pub");
    subscribe = Programs.need("mosquitto_sub");
    Path users = StageNode.addUser(home.resolve("users"), USER, PASSWORD);
    node = new StageNode(home, "256m", "access:\n  password-file: " + users + "\n");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  /// A listener and a version of the protocol.
  static Stream<Arguments> ways() {
    return Stream.of(Kind.TCP, Kind.TLS)
        .flatMap(kind -> Stream.of("311", "5").map(version -> Arguments.of(kind, version)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void messagesPassAtEachQualityOfService(Kind kind, String version) throws Exception {
    String topic = "each/" + kind + "/" + version;
    List<String> answers = List.of("", "received PUBACK", "received PUBCOMP");
    try (RoleProcess subscriber = subscriber(kind, version, "-t", topic + "/#", "-q", "2")) {
      for (int qos = 0; qos <= 2; qos++) {
        String said =
            publish(kind, version, "-t", topic + "/" + qos, "-q", "" + qos, "-m", "hello " + qos);
        assertThat(said).contains(answers.get(qos));
        subscriber.awaitLine("got " + topic + "/" + qos + " " + qos + " 0 hello " + qos);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aRetainedMessageAwaitsSubscribersUntilItIsTakenAway(Kind kind, String version)
      throws Exception {
    String topic = "retained/" + kind + "/" + version;
    publish(kind, version, "-t", topic, "-q", "1", "-r", "-m", "kept");
    try (RoleProcess first = subscriber(kind, version, "-t", topic, "-C", "1")) {
      first.awaitLine("got " + topic + " 0 1 kept");
      assertThat(first.awaitEnd()).isZero();
    }
    publish(kind, version, "-t", topic, "-q", "1", "-r", "-n");
    try (RoleProcess second = subscriber(kind, version, "-t", topic, "-C", "1")) {
      publish(kind, version, "-t", topic, "-q", "1", "-m", "live");
      second.awaitLine("got " + topic + " 0 0 live");
      assertThat(got(second)).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aWillSpeaksForAClientThatWasKilled(Kind kind, String version) throws Exception {
    String topic = "will/" + kind + "/" + version;
    try (RoleProcess heir = subscriber(kind, version, "-t", topic, "-q", "1")) {
      RoleProcess mortal =
          subscriber(
              kind,
              version,
              "-t",
              "unheard",
              "--will-topic",
              topic,
              "--will-qos",
              "1",
              "--will-payload",
              "died");
      mortal.kill();
      heir.awaitLine("got " + topic + " 1 0 died");
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aSessionThatLastsKeepsWhatComesMeanwhileInOrder(Kind kind, String version) throws Exception {
    String topic = "lasting/" + kind + "/" + version;
    List<String> lasting = new ArrayList<>(List.of("-c", "-i", "lasting-" + kind + version));
    if (version.equals("5")) {
      lasting.addAll(List.of("-x", "3600"));
    }
    lasting.addAll(List.of("-t", topic, "-q", "2"));
    run(subscribe, kind, version, with(lasting, "-E"));
    List<String> expected = new ArrayList<>();
    // One quality after the other, for clients hand over a message at QoS 2 when it is complete.
    for (int i = 0; i < 6; i++) {
      int qos = 1 + i / 3;
      publish(kind, version, "-t", topic, "-q", "" + qos, "-m", "number " + i);
      expected.add("got " + topic + " " + qos + " 0 number " + i);
    }
    try (RoleProcess back = started(kind, version, with(lasting, "-C", "6"))) {
      assertThat(back.awaitEnd()).as(back.text()).isZero();
      assertThat(got(back)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"311", "5"})
  void aSharedSubscriptionGivesEachMessageToOneMember(String version) throws Exception {
    String topic = "shared/" + version;
    String filter = "$share/crew/" + topic;
    List<String> expected =
        IntStream.range(0, 20).mapToObj(i -> "got " + topic + " 1 0 " + i).toList();
    try (RoleProcess one = subscriber(Kind.TCP, version, "-t", filter, "-q", "1");
        RoleProcess other = subscriber(Kind.TLS, version, "-t", filter, "-q", "1")) {
      for (int i = 0; i < expected.size(); i++) {
        publish(Kind.TCP, version, "-t", topic, "-q", "1", "-m", "" + i);
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> got(one).size() + got(other).size() >= expected.size());
      assertThat(Stream.concat(got(one).stream(), got(other).stream()))
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(got(one)).isNotEmpty();
      assertThat(got(other)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aUserComesInWithItsPasswordAndWithNoOther(Kind kind, String version) throws Exception {
    publish(kind, version, "-t", "users", "-m", "hello", "-u", USER, "-P", PASSWORD);
    try (RoleProcess refused =
        process(
            publish,
            kind,
            version,
            List.of("-t", "users", "-m", "hello", "-u", USER, "-P", "a guess"))) {
      assertThat(refused.awaitEnd()).isPositive();
      assertThat(refused.text()).containsIgnoringCase("connection error");
    }
  }

  private static String publish(Kind kind, String version, String... arguments) throws IOException {
    return run(publish, kind, version, List.of(arguments));
  }

  private static String run(Path program, Kind kind, String version, List<String> arguments)
      throws IOException {
    try (RoleProcess process = process(program, kind, version, arguments)) {
      int status = process.awaitEnd();
      assertThat(status).as(process.text()).isZero();
      return process.text();
    }
  }

  /// A subscriber whose subscription was granted.
  private static RoleProcess subscriber(Kind kind, String version, String... arguments)
      throws IOException {
    RoleProcess subscriber = started(kind, version, List.of(arguments));
    subscriber.awaitLine("^Subscribed");
    return subscriber;
  }

  private static RoleProcess started(Kind kind, String version, List<String> arguments)
      throws IOException {
    return process(subscribe, kind, version, with(arguments, "-F", FORMAT));
  }

  private static RoleProcess process(
      Path program, Kind kind, String version, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // Line by line, though the output is no terminal.
    command.addAll(List.of("stdbuf", "-oL", program.toString(), "-d", "-V", version));
    command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(node.port(kind))));
    if (kind.isSecure()) {
      command.addAll(List.of("--cafile", node.certificate().certificate().toString()));
    }
    command.addAll(arguments);
    return RoleProcess.start(program.getFileName().toString(), new ProcessBuilder(command));
  }

  private static List<String> got(RoleProcess subscriber) {
    return subscriber.text().lines().filter(line -> line.startsWith("got ")).toList();
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }
}
