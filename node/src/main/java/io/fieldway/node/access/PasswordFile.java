package io.fieldway.node.access;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The users and what is kept of their passwords: a file with a line `user:verifier` for each, with
/// empty lines and lines that begin with `#` passed over. See [Verifier] for its second half.
public final class PasswordFile {
  /// Users without a file.
  static final PasswordFile EMPTY = new PasswordFile(Map.of());

  private final Map<String, Verifier> users;
  private final List<Integer> iterations;

  private PasswordFile(Map<String, Verifier> users) {
    this.users = users;
    this.iterations = users.values().stream().map(Verifier::iterations).toList();
  }

  /// Reads a file.
  ///
  /// @throws IOException that names every line that is wrong, and why
  public static PasswordFile read(Path file) throws IOException {
    Map<String, Verifier> users = new LinkedHashMap<>();
    Map<String, String> places = new LinkedHashMap<>();
    Faults.readLines(
        file,
        (where, line) -> {
          int colon = line.indexOf(':');
          if (colon < 0) {
            throw new MalformedException(where, "user:verifier", "no colon");
          }
          String user = checkUser(where, line.substring(0, colon));
          String before = places.putIfAbsent(user, where);
          if (before != null) {
            throw new MalformedException(
                where, "each user once", Json.brief(user) + ", who stands at " + before + " too");
          }
          users.put(user, Verifier.parse(where, line.substring(colon + 1).strip()));
        });
    return new PasswordFile(users);
  }

  /// The name itself, in its prepared form, where the file can hold it.
  ///
  /// @throws MalformedException where it cannot
  public static String checkUser(String where, String user) {
    String prepared =
        Saslprep.prepare(user)
            .orElseThrow(() ->
                new MalformedException(
                    where, "a user name of characters that SASLprep allows", "others"));
    if (prepared.isEmpty()
        || prepared.contains(":")
        || prepared.startsWith("#")
        || !prepared.equals(prepared.strip())
        || prepared.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedException(
          where,
          "a user name without ':', control characters, a '#' or space in front or a space at the"
              + " end",
          Json.brief(user));
    }
    return prepared;
  }

  /// Adds a user or replaces its password; makes the file where it is missing, for its owner's eyes
  /// only. Readers see the old file or the new one, never a part.
  ///
  /// @return whether the user is new
  public static boolean put(Path file, String user, Verifier verifier) throws IOException {
    List<String> lines = Files.exists(file) ? new ArrayList<>(Faults.lines(file)) : List.of();
    String line = checkUser("user", user) + ":" + verifier.text();
    int at = find(lines, user);
    List<String> changed = new ArrayList<>(lines);
    if (at < 0) {
      changed.add(line);
    } else {
      changed.set(at, line);
    }
    replace(file, changed);
    return at < 0;
  }

  /// Takes a user away.
  ///
  /// @return whether there was one
  public static boolean delete(Path file, String user) throws IOException {
    List<String> lines = new ArrayList<>(Faults.lines(file));
    int at = find(lines, user);
    if (at < 0) {
      return false;
    }
    lines.remove(at);
    replace(file, lines);
    return true;
  }

  /// What is kept of this user's password.
  public Optional<Verifier> verifier(String user) {
    return Optional.ofNullable(users.get(user));
  }

  public int size() {
    return users.size();
  }

  /// A verifier that no password passes and that costs as much as one of the file, the same one
  /// each time, so that an unknown user looks like a known one.
  Verifier decoy(String user, byte[] secret) {
    byte[] seed = Hmac.hmac(secret, user.getBytes(StandardCharsets.UTF_8));
    Bytes salt = Bytes.copyOf(seed, 0, Verifier.SALT_BYTES);
    int choice = Byte.toUnsignedInt(seed[Verifier.SALT_BYTES]) << 8 | Byte.toUnsignedInt(seed[31]);
    int cost =
        iterations.isEmpty()
            ? Verifier.DEFAULT_ITERATIONS
            : iterations.get(choice % iterations.size());
    // The keys are hashes whose preimages nobody knows.
    Bytes stored = Bytes.copyOf(Hmac.hmac(secret, seed));
    return new Verifier(cost, salt, stored, stored);
  }

  private static int find(List<String> lines, String user) throws IOException {
    String prefix = checkUser("user", user) + ":";
    for (@Var int i = 0; i < lines.size(); i++) {
      if (Faults.isContent(lines.get(i)) && lines.get(i).startsWith(prefix)) {
        return i;
      }
    }
    return -1;
  }

  private static void replace(Path file, List<String> lines) throws IOException {
    // Through a link to the file itself, so that the link stays.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IOException("expected a directory for the password file at " + directory);
    }
    // A temporary file is its owner's alone from the beginning.
    Path fresh = Files.createTempFile(directory, "passwd", ".new");
    try {
      if (Files.exists(target) && Files.getFileStore(target).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
      }
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        byte[] content =
            lines.isEmpty()
                ? new byte[0]
                : (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
