package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordFileTest {
  private static final Verifier ONE = Verifier.of(Bytes.utf8("one"), Bytes.utf8("salt"), 4_096);
  private static final Verifier TWO = Verifier.of(Bytes.utf8("two"), Bytes.utf8("salt"), 4_096);

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("passwords");
  }

  @Test
  void readsUsersAndPassesCommentsOver() throws IOException {
    Files.writeString(
        file, "# users\n\nalice:" + ONE.text() + "\r\n  # more\ncaf\u00E9:" + TWO.text() + " \n");
    PasswordFile users = PasswordFile.read(file);
    assertThat(users.size()).isEqualTo(2);
    assertThat(users.verifier("alice")).contains(ONE);
    assertThat(users.verifier("caf\u00E9")).contains(TWO);
    assertThat(users.verifier("bob")).isEmpty();
  }

  @Test
  void namesEveryLineThatIsWrong() throws IOException {
    Files.writeString(
        file,
        """
        # users
        alice
        bob:hunter2
        %1$s
        :%2$s
        %1$s
        """
            .formatted("carol:" + ONE.text(), ONE.text()));
    assertThatThrownBy(() -> PasswordFile.read(file))
        .isInstanceOf(IOException.class)
        .message()
        .isEqualTo(
            """
            FILE:2: expected user:verifier, got no colon
            FILE:3: expected SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>, got something else
            FILE:5: expected a user name without ':', control characters, a '#' or space in front or a space at the end, got ""
            FILE:6: expected each user once, got "carol", who stands at FILE:4 too\
            """
                .replace("FILE", file.toString()));
  }

  @Test
  void saysThatAFileCannotBeRead() throws IOException {
    assertThatThrownBy(() -> PasswordFile.read(file))
        .hasMessage("expected a file that can be read at " + file);
    Files.write(file, new byte[] {'a', (byte) 0xFF});
    assertThatThrownBy(() -> PasswordFile.read(file))
        .hasMessage(file + ": expected UTF-8, got other bytes");
  }

  @Test
  void addsReplacesAndDeletesAndLeavesTheRest() throws IOException {
    assertThat(PasswordFile.put(file, "alice", ONE)).isTrue();
    Files.writeString(file, "# the end\n", StandardOpenOption.APPEND);
    assertThat(PasswordFile.put(file, "bob", TWO)).isTrue();
    assertThat(PasswordFile.put(file, "alice", TWO)).isFalse();
    assertThat(Files.readAllLines(file))
        .containsExactly("alice:" + TWO.text(), "# the end", "bob:" + TWO.text());
    assertThat(PasswordFile.delete(file, "alice")).isTrue();
    assertThat(PasswordFile.delete(file, "alice")).isFalse();
    assertThat(Files.readAllLines(file)).containsExactly("# the end", "bob:" + TWO.text());
  }

  @Test
  void writesForTheOwnerAloneAndKeepsWhatItWasGivenLater() throws IOException {
    PasswordFile.put(file, "alice", ONE);
    assertThat(permissions(file)).isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    PasswordFile.put(file, "bob", ONE);
    assertThat(permissions(file)).isEqualTo("rw-r-----");
    assertThat(directory.toFile().list()).containsExactly("passwords");
  }

  @Test
  void followsALinkToTheFile() throws IOException {
    PasswordFile.put(file, "alice", ONE);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    PasswordFile.put(link, "bob", ONE);
    assertThat(link).isSymbolicLink();
    assertThat(PasswordFile.read(file).size()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " a", "a ", "a:b", "#a", "a\nb", "a\u0000", "a\u200E"})
  void refusesAUserNameThatALineCannotHold(String user) {
    assertThatThrownBy(() -> PasswordFile.put(file, user, ONE))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("user: expected a user name");
  }

  @Test
  void anUnknownUserCostsWhatAKnownOneCosts() throws IOException {
    Verifier dear = Verifier.of(Bytes.utf8("x"), Bytes.utf8("salt"), 5_000);
    Files.write(file, List.of("alice:" + ONE.text(), "bob:" + dear.text()));
    PasswordFile users = PasswordFile.read(file);
    byte[] secret = {1, 2, 3};
    List<Verifier> decoys =
        IntStream.range(0, 100).mapToObj(i -> users.decoy("user" + i, secret)).toList();
    assertThat(decoys).extracting(Verifier::iterations).contains(4_096, 5_000);
    assertThat(decoys).extracting(Verifier::salt).doesNotHaveDuplicates();
    assertThat(users.decoy("user1", secret)).isEqualTo(decoys.get(1));
    assertThat(users.decoy("user1", new byte[] {1})).isNotEqualTo(decoys.get(1));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
