package io.fieldway.gateway.driver.http;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Ids;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which token shows which device: the SHA-256 of each, so that the file gives none away. May be
/// used from any thread.
final class Tokens {
  private static final String SCHEME = "Bearer ";

  private static final int SIZE = 32;

  private final Optional<Map<String, Bytes>> digests;

  private Tokens(Optional<Map<String, Bytes>> digests) {
    this.digests = digests;
  }

  /// Reads the file; without one every device is believed.
  ///
  /// @throws IOException with one sentence for a person, where the file is none
  static Tokens read(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return new Tokens(Optional.empty());
    }
    Map<String, Bytes> digests = new HashMap<>();
    List<String> lines = Files.readAllLines(file.get());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(digests, line, file.get() + ":" + (i + 1));
      }
    }
    return new Tokens(Optional.of(Map.copyOf(digests)));
  }

  private static void add(Map<String, Bytes> digests, String line, String where)
      throws IOException {
    String[] parts = line.split("\\s+", -1);
    try {
      if (parts.length != 2) {
        throw new MalformedException(where, "an id and a SHA-256", parts.length + " words");
      }
      Bytes digest = Bytes.fromHex(where, parts[1]);
      if (digest.size() != SIZE) {
        throw new MalformedException(where, "the 64 digits of a SHA-256", digest.size() + " bytes");
      }
      digests.put(Ids.check(where, parts[0]), digest);
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Whether the header `Authorization` shows the device.
  boolean admits(String device, Optional<String> authorization) {
    if (digests.isEmpty()) {
      return true;
    }
    Bytes expected = digests.get().getOrDefault(device, Bytes.EMPTY);
    String token =
        authorization
            .filter(each -> each.startsWith(SCHEME))
            .map(each -> each.substring(SCHEME.length()).strip())
            .orElse("");
    return MessageDigest.isEqual(expected.toArray(), digest(token));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
