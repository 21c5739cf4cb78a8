package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.KeyConfirm;
import io.fieldway.wire.channel.KeyRotate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a gateway's [KeyRing] in its data directory, for the owner's eyes only. The configured key
/// stays as it is; whoever configures another one gives up what has come from the former. Only the
/// gateway's loop.
public final class GatewayKeys {
  private static final Logger log = LoggerFactory.getLogger(GatewayKeys.class);
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path file;
  private final String gatewayId;
  @Var private KeyRing ring;

  private GatewayKeys(Path file, String gatewayId, KeyRing ring) {
    this.file = file;
    this.gatewayId = gatewayId;
    this.ring = ring;
  }

  /// Reads what is kept, or begins with the configured key.
  ///
  /// @throws UncheckedIOException where a file is there and cannot be read: without it the key may
  ///   be lost
  public static GatewayKeys open(Path file, String gatewayId, Bytes configured) {
    return new GatewayKeys(file, gatewayId, kept(file, configured));
  }

  private static KeyRing kept(Path file, Bytes configured) {
    if (!Files.exists(file)) {
      return KeyRing.of(configured);
    }
    try {
      KeyRing kept = KeyRing.read(Json.parse("keys", Files.readString(file)));
      if (kept.isFrom(configured)) {
        return kept;
      }
      log.info("the gateway has been given another key; what {} keeps is not used", file);
      return KeyRing.of(configured);
    } catch (IOException | MalformedException e) {
      String sentence =
          "cannot read the gateway's keys in " + file + "; let it join again with a new code";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  /// The key to prove oneself with.
  Bytes current() {
    return ring.current();
  }

  /// The platform wants a new key.
  ///
  /// @return what to answer, now that the next key is on disk
  /// @throws IOException where it cannot be written; nothing has changed then
  KeyRotate.Ready rotate(KeyRotate wish, String own) throws IOException {
    take(ring.rotated(wish, own, gatewayId));
    return ring.ready(gatewayId);
  }

  /// The platform has stored the next key.
  ///
  /// @return whether it has shown so; the next key is the current one then, on disk as well
  /// @throws IOException where it cannot be written; nothing has changed then
  boolean confirm(KeyConfirm confirm) throws IOException {
    Optional<KeyRing> next = ring.confirmed(confirm, gatewayId);
    if (next.isPresent() && !next.get().equals(ring)) {
      take(next.get());
      log.info("gateway {} has a new key", gatewayId);
    }
    return next.isPresent();
  }

  private void take(KeyRing next) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    FileAttribute<?>[] owners =
        POSIX
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(fresh, owners);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer text = ByteBuffer.wrap(Json.write(next.json()).getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (POSIX && directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    ring = next;
  }
}
