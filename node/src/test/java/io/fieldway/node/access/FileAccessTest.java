package io.fieldway.node.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.node.access.AccessConfig.Anonymous;
import io.fieldway.node.access.Exchange.Step;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileAccessTest {
  private static final int FAST = 4_096;
  private static final long SEED = 20_261_122;

  @TempDir Path directory;
  private Path passwords = Path.of("");
  private Path rules = Path.of("");

  @BeforeEach
  void names() {
    passwords = directory.resolve("passwords");
    rules = directory.resolve("rules");
  }

  @ParameterizedTest(name = "{0}, from this machine: {1}, is let in: {2}")
  @CsvSource({
    "LOOPBACK, true, true",
    "LOOPBACK, false, false",
    "EVERYWHERE, true, true",
    "EVERYWHERE, false, true",
    "NEVER, true, false",
    "NEVER, false, false"
  })
  void anonymousClientsComeFromWhereTheyMay(Anonymous anonymous, boolean loopback, boolean in)
      throws IOException {
    FileAccess access = open(AccessConfig.defaults().withAnonymous(anonymous));
    Verdict verdict =
        access.authenticate(
            new Credentials("c", Optional.empty(), Optional.empty(), Optional.empty(), loopback));
    if (in) {
      assertThat(user(verdict)).isEmpty();
    } else {
      assertThat(reason(verdict)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }
  }

  @Test
  void withoutAPasswordFileANameIsPassedOver() throws IOException {
    FileAccess access = open(AccessConfig.defaults());
    assertThat(user(access.authenticate(named("alice", "whatever")))).isEmpty();
    assertThat(access.exchange("SCRAM-SHA-256", nobody())).isEmpty();
  }

  @Test
  void judgesPasswords() throws IOException {
    FileAccess access = open(withUser("alice", "secret"));
    assertThat(user(access.authenticate(named("alice", "secret")))).contains("alice");
    assertThat(reason(access.authenticate(named("alice", "wrong"))))
        .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(access.authenticate(named("bob", "secret")))
        .as("in the same words")
        .isEqualTo(access.authenticate(named("alice", "wrong")));
    assertThat(reason(access.authenticate(nameOnly("alice"))))
        .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(user(access.authenticate(nobody()))).as("anonymous, from here").isEmpty();
    assertThat(access.counts().granted()).isEqualTo(2);
    assertThat(access.counts().refused()).isEqualTo(4);
  }

  @Test
  void remembersARightPasswordUntilTheFileHasAnother() throws IOException {
    FileAccess access = open(withUser("alice", "secret"));
    for (int i = 0; i < 10; i++) {
      assertThat(user(access.authenticate(named("alice", "secret")))).contains("alice");
    }
    assertThat(access.counts().hashes()).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      access.authenticate(named("alice", "wrong"));
      access.authenticate(named("nobody", "secret"));
    }
    assertThat(access.counts().hashes()).as("a wrong one always costs").isEqualTo(7);
    put("alice", "changed");
    assertThat(access.reload()).isTrue();
    assertThat(reason(access.authenticate(named("alice", "secret"))))
        .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(user(access.authenticate(named("alice", "changed")))).contains("alice");
  }

  @Test
  void forgetsTheOldestPasswordAtItsBound() throws IOException {
    put("a", "1");
    put("b", "2");
    FileAccess access =
        open(AccessConfig.defaults().withPasswordFile(passwords).withHashes(1, 1, 1));
    access.authenticate(named("a", "1"));
    access.authenticate(named("b", "2"));
    access.authenticate(named("b", "2"));
    assertThat(access.counts().hashes()).isEqualTo(2);
    access.authenticate(named("a", "1"));
    assertThat(access.counts().hashes()).isEqualTo(3);
  }

  @Test
  void refusesAsBusyWhoeverWouldWaitBeyondTheBound() throws IOException {
    AccessConfig nobodyHashes = withUser("alice", "secret").withHashes(0, 0, 10);
    FileAccess access = open(nobodyHashes);
    assertThat(reason(access.authenticate(named("alice", "secret"))))
        .isEqualTo(ReasonCode.SERVER_BUSY);
    assertThat(access.counts().busy()).isEqualTo(1);
    assertThat(access.counts().waiting()).isZero();
  }

  @Test
  void aCertificateMakesAUserWhereItMay() throws IOException {
    AccessConfig config = withUser("alice", "secret").withAnonymous(Anonymous.NEVER);
    Credentials pump =
        new Credentials("c", Optional.empty(), Optional.empty(), Optional.of("pump"), false);
    assertThat(reason(open(config).authenticate(pump))).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    FileAccess access = open(config.withCertificateUsers(true));
    assertThat(user(access.authenticate(pump))).contains("pump");
    assertThat(user(access.authenticate(certified("pump", Optional.of("pump"))))).contains("pump");
    assertThat(reason(access.authenticate(certified("pump", Optional.of("alice")))))
        .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
  }

  @Test
  void speaksScramWithKnownAndUnknownUsersAlike() throws IOException {
    FileAccess access = open(withUser("alice", "secret"));
    assertThat(access.exchange("SCRAM-SHA-1", nobody())).isEmpty();
    assertThat(scram(access, "alice", "secret")).isInstanceOf(Step.Done.class);
    Step wrong = scram(access, "alice", "wrong");
    assertThat(wrong).isInstanceOf(Step.Failed.class).isEqualTo(scram(access, "bob", "secret"));
    assertThat(challenge(access, "bob").salt()).isEqualTo(challenge(access, "bob").salt());
    assertThat(access.counts().granted()).isEqualTo(1);
    assertThat(access.counts().refused()).isEqualTo(2);
    assertThat(access.counts().hashes()).as("SCRAM costs the client, not the server").isZero();
  }

  @Test
  void withoutRulesEverythingIsAllowed() throws IOException {
    Rights rights = rights(open(AccessConfig.defaults()).authenticate(nobody()));
    assertThat(rights.mayPublish("a") && rights.mayReceive("$SYS/a") && rights.maySubscribe("#"))
        .isTrue();
  }

  @Test
  void anEmptyFileOfRulesDeniesEverything() throws IOException {
    Files.writeString(rules, "# nothing yet\n");
    Rights rights =
        rights(open(AccessConfig.defaults().withRulesFile(rules)).authenticate(nobody()));
    assertThat(rights.mayPublish("a") || rights.mayReceive("a") || rights.maySubscribe("a"))
        .isFalse();
  }

  @Test
  void rulesOfTheConfigurationComeBeforeThoseOfTheFile() throws IOException {
    Files.writeString(rules, "allow all everyone #\n");
    FileAccess access =
        open(
            AccessConfig.defaults()
                .withRulesFile(rules)
                .withRules(List.of(Rule.parse("deny publish everyone secret/#"))));
    Rights rights = rights(access.authenticate(nobody()));
    assertThat(rights.mayPublish("secret/a")).isFalse();
    assertThat(rights.mayReceive("secret/a")).isTrue();
    assertThat(rights.mayPublish("a")).isTrue();
    assertThat(rights.maySubscribe("secret/#")).isTrue();
  }

  @Test
  void changedFilesHoldForClientsThatAreConnected() throws IOException {
    Files.writeString(rules, "allow publish user alice %u/#\n");
    FileAccess access = open(withUser("alice", "secret").withRulesFile(rules));
    Rights rights = rights(access.authenticate(named("alice", "secret")));
    assertThat(rights.mayPublish("alice/x")).isTrue();
    assertThat(rights.mayPublish("bob/x")).isFalse();
    assertThat(access.reload()).as("nothing has changed").isFalse();

    change(rules, "allow publish everyone bob/#\n");
    assertThat(access.reload()).isTrue();
    assertThat(rights.mayPublish("alice/x")).isFalse();
    assertThat(rights.mayPublish("bob/x")).isTrue();

    PasswordFile.delete(passwords, "alice");
    assertThat(access.reload()).isTrue();
    assertThat(rights.mayPublish("bob/x")).as("alice was taken out").isFalse();
    assertThat(access.counts().reloads()).isEqualTo(2);
  }

  @Test
  void aFileThatBecameWrongIsToldOnceAndChangesNothing() throws IOException {
    Files.writeString(rules, "allow publish everyone a\n");
    FileAccess access = open(AccessConfig.defaults().withRulesFile(rules));
    Rights rights = rights(access.authenticate(nobody()));
    change(rules, "allow publish everyone a\nnonsense\n\nallow all everyone a/#/b\n");
    assertThatThrownBy(access::reload)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(rules + ":2: expected allow or deny, got \"nonsense\"")
        .hasMessageContaining(rules + ":4: expected a topic filter");
    assertThat(access.reload()).isFalse();
    assertThat(rights.mayPublish("a")).isTrue();
    assertThat(access.counts().failedReloads()).isEqualTo(1);
    Files.delete(rules);
    assertThatThrownBy(access::reload).hasMessageContaining("expected a file that can be read");
    assertThat(rights.mayPublish("a")).isTrue();
  }

  @Test
  void tellsAllThatIsWrongInBothFilesAtOnce() throws IOException {
    Files.writeString(passwords, "alice\n");
    Files.writeString(rules, "nonsense\n");
    AccessConfig config = AccessConfig.defaults().withPasswordFile(passwords).withRulesFile(rules);
    assertThatThrownBy(() -> open(config))
        .hasMessageContaining(passwords + ":1: ")
        .hasMessageContaining(rules + ":1: ");
    assertThat(config.problems())
        .extracting(problem -> problem.key())
        .containsExactly("password-file", "rules-file");
  }

  private FileAccess open(AccessConfig config) throws IOException {
    return FileAccess.open(config, new Random(SEED));
  }

  private AccessConfig withUser(String user, String password) throws IOException {
    put(user, password);
    return AccessConfig.defaults().withPasswordFile(passwords);
  }

  private void put(String user, String password) throws IOException {
    PasswordFile.put(
        passwords, user, Verifier.of(Bytes.utf8(password), Bytes.utf8("salt of " + user), FAST));
  }

  /// Also where the file system's clock is too coarse to see it.
  private static void change(Path file, String content) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 2_000));
  }

  private static Step scram(FileAccess access, String user, String password) {
    Exchange exchange = access.exchange("SCRAM-SHA-256", nobody()).orElseThrow();
    String bare = "n=" + user + ",r=abc";
    String first = text(exchange.next(Bytes.utf8("n,," + bare)));
    String unproven = "c=biws," + first.substring(0, first.indexOf(",s="));
    String proof = ScramClient.proof(password, asked(first), bare + "," + first + "," + unproven);
    return exchange.next(Bytes.utf8(unproven + ",p=" + proof));
  }

  private static Verifier challenge(FileAccess access, String user) {
    Exchange exchange = access.exchange("SCRAM-SHA-256", nobody()).orElseThrow();
    return asked(text(exchange.next(Bytes.utf8("n,,n=" + user + ",r=abc"))));
  }

  private static Verifier asked(String serverFirst) {
    String salt = serverFirst.replaceAll(".*,s=([^,]+),.*", "$1");
    int iterations = Integer.parseInt(serverFirst.replaceAll(".*,i=", ""));
    Bytes bytes = Bytes.copyOf(Base64.getDecoder().decode(salt));
    return new Verifier(iterations, bytes, Bytes.EMPTY, Bytes.EMPTY);
  }

  private static String text(Step step) {
    return new String(((Step.Continue) step).data().toArray(), UTF_8);
  }

  private static Credentials named(String user, String password) {
    return new Credentials(
        "c", Optional.of(user), Optional.of(Bytes.utf8(password)), Optional.empty(), true);
  }

  private static Credentials nameOnly(String user) {
    return new Credentials("c", Optional.of(user), Optional.empty(), Optional.empty(), true);
  }

  private static Credentials certified(String name, Optional<String> user) {
    return new Credentials("c", user, Optional.empty(), Optional.of(name), false);
  }

  private static Credentials nobody() {
    return new Credentials("c", Optional.empty(), Optional.empty(), Optional.empty(), true);
  }

  private static Optional<String> user(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Granted.class);
    return ((Verdict.Granted) verdict).user();
  }

  private static Rights rights(Verdict verdict) {
    return ((Verdict.Granted) verdict).rights();
  }

  private static ReasonCode reason(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).reason();
  }
}
