package io.fieldway.cloud.database;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The platform's own key, 32 random bytes in the file `platform.key`, which its owner alone may
/// read. Gateway keys lie in the database sealed with it (AES-256-GCM, NIST SP 800-38D), each bound
/// to its gateway's id.
public final class PlatformKey {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String FILE = "platform.key";

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  private PlatformKey(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// Reads the key of a data directory, or makes it.
  ///
  /// @throws UncheckedIOException where it can be neither read nor made
  public static PlatformKey in(Path data) {
    return at(data.resolve(FILE));
  }

  /// The same in a file of any name.
  public static PlatformKey at(Path file) {
    Path directory = file.toAbsolutePath().resolveSibling("");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        make(directory, file);
      }
      byte[] key = Files.readAllBytes(file);
      if (key.length != KEY_BYTES) {
        throw new IOException(key.length + " bytes instead of " + KEY_BYTES);
      }
      return new PlatformKey(key);
    } catch (IOException e) {
      String sentence =
          "The platform's key "
              + file
              + " cannot be used ("
              + e.getMessage()
              + "); see --platform-key.";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  /// Seals a gateway's key.
  public Bytes seal(String gateway, Bytes plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, gateway, nonce).doFinal(plain.toArray());
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
      return Bytes.copyOf(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /// Opens a sealed key; empty where it was sealed with another platform key or for another
  /// gateway.
  public Optional<Bytes> open(String gateway, Bytes sealed) {
    byte[] whole = sealed.toArray();
    try {
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      return Optional.of(
          Bytes.copyOf(
              cipher(Cipher.DECRYPT_MODE, gateway, nonce)
                  .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES)));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /// By what others can tell that they have the same key, and learn nothing else of it.
  String mark() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      return Bytes.copyOf(mac.doFinal(Bytes.utf8("the mark of a platform's key").toArray())).hex();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private Cipher cipher(int mode, String gateway, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(Bytes.utf8(gateway).toArray());
    return cipher;
  }

  /// Written beside and moved into place, so that a crash leaves no half key.
  private static void make(Path data, Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path beside = Files.createTempFile(data, FILE, ".new");
    restrict(beside);
    try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(key));
      channel.force(true);
    }
    try {
      Files.createLink(file, beside);
    } catch (FileAlreadyExistsException e) {
      // Another process was first; its key counts.
      return;
    } catch (UnsupportedOperationException e) {
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void restrict(Path file) throws IOException {
    PosixFileAttributeView posix =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
  }
}
