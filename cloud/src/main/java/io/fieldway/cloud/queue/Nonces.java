package io.fieldway.cloud.queue;

import io.lettuce.core.SetArgs;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The platform's random numbers: each is good for one proof of one socket within its life.
public final class Nonces {
  private static final int BYTES = 16;

  private final Redis redis;
  private final SecureRandom random = new SecureRandom();

  public Nonces(Redis redis) {
    this.redis = redis;
  }

  /// Makes a nonce and keeps it; fails with [QueueException] where Redis is away.
  public CompletionStage<String> make(String gateway, String socket) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    SetArgs life = SetArgs.Builder.ex(redis.config().nonceLife());
    return redis.async().set(Keys.nonce(gateway, socket), nonce, life).thenApply(_ -> nonce);
  }

  /// Takes the nonce away; empty where there is none, or no more.
  public CompletionStage<Optional<String>> take(String gateway, String socket) {
    return redis.async().getdel(Keys.nonce(gateway, socket)).thenApply(Optional::ofNullable);
  }
}
