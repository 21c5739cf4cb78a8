package io.fieldway.node.access;

import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Judges passwords, a few at a time. A password that was right is remembered, as a keyed hash in
/// memory, for as long as the user's verifier stays: a thousand devices that come back after a cut
/// cost no slow hash. A wrong one always costs it.
final class SlowHashes {
  private final Semaphore places;
  private final int mayWait;
  private final int mayRemember;
  private final byte[] secret;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();
  private final LinkedHashMap<String, Remembered> remembered = new LinkedHashMap<>();

  private record Remembered(Verifier verifier, Bytes hash) {}

  /// @param secret of this process, under which passwords are remembered
  SlowHashes(AccessConfig config, byte[] secret) {
    this.places = new Semaphore(config.concurrentHashes(), true);
    this.mayWait = config.waitingHashes();
    this.mayRemember = config.rememberedPasswords();
    this.secret = secret.clone();
  }

  /// Whether this is the user's password; empty where too many wait already. Waits for a place.
  Optional<Boolean> judge(String user, Verifier verifier, Bytes password) {
    Bytes fast = fast(user, password);
    if (isRemembered(user, verifier, fast)) {
      return Optional.of(true);
    }
    if (!places.tryAcquire()) {
      if (waiting.incrementAndGet() > mayWait) {
        waiting.decrementAndGet();
        return Optional.empty();
      }
      places.acquireUninterruptibly();
      waiting.decrementAndGet();
    }
    try {
      done.incrementAndGet();
      boolean right = verifier.accepts(password);
      if (right) {
        remember(user, new Remembered(verifier, fast));
      }
      return Optional.of(right);
    } finally {
      places.release();
    }
  }

  int waiting() {
    return waiting.get();
  }

  long done() {
    return done.get();
  }

  private Bytes fast(String user, Bytes password) {
    byte[] own = Hmac.hmac(secret, user.getBytes(StandardCharsets.UTF_8));
    return Bytes.copyOf(Hmac.hmac(own, password.toArray()));
  }

  private boolean isRemembered(String user, Verifier verifier, Bytes hash) {
    synchronized (remembered) {
      Remembered former = remembered.get(user);
      return former != null
          && former.verifier.equals(verifier)
          && MessageDigest.isEqual(former.hash.toArray(), hash.toArray());
    }
  }

  private void remember(String user, Remembered now) {
    synchronized (remembered) {
      remembered.remove(user);
      remembered.put(user, now);
      if (remembered.size() > mayRemember) {
        remembered.pollFirstEntry();
      }
    }
  }
}
