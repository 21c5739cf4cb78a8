package io.fieldway.node.access;

import io.fieldway.node.access.AccessConfig.Anonymous;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Access by a file of users and a file of rules. May be asked by several threads at once.
///
/// A password is judged where one is given; else a verified certificate's common name, if the
/// configuration makes it a user; else the client is anonymous. Where no password file is
/// configured, nobody can say whether a name is right: it is passed over, and the client is
/// anonymous.
public final class FileAccess implements Access {
  private static final int SECRET_BYTES = 32;
  private static final int NONCE_BYTES = 18;

  private final AccessConfig config;
  private final RandomGenerator random;
  private final byte[] secret;
  private final SlowHashes hashes;
  private final AtomicLong granted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong busy = new AtomicLong();
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong failedReloads = new AtomicLong();
  private volatile Policy policy;
  private List<Stamp> stamps;

  /// By what a changed file is known.
  private record Stamp(long modified, long size, String key) {
    static final Stamp MISSING = new Stamp(0, -1, "");
  }

  private FileAccess(
      AccessConfig config, RandomGenerator random, Policy policy, List<Stamp> stamps) {
    this.config = config;
    this.random = random;
    this.policy = policy;
    this.stamps = stamps;
    this.secret = bytes(random, SECRET_BYTES);
    this.hashes = new SlowHashes(config, bytes(random, SECRET_BYTES));
  }

  /// Reads the files.
  ///
  /// @param random of cryptographic strength, and safe for several threads
  /// @throws IOException that names every line that is wrong, and why
  public static FileAccess open(AccessConfig config, RandomGenerator random) throws IOException {
    List<Stamp> stamps = stamps(config);
    return new FileAccess(config, random, Policy.read(config, 0), stamps);
  }

  /// Reads the files again if they have changed. Clients that are connected have their new rights
  /// from their next message on; a user that was taken out of the password file has none any more.
  /// Called by one thread, every few seconds.
  ///
  /// @return whether anything was read
  /// @throws IOException where changed files are wrong: what was read before stays, and the next
  ///   call fails only after the next change
  public synchronized boolean reload() throws IOException {
    List<Stamp> now = stamps(config);
    if (now.equals(stamps)) {
      return false;
    }
    stamps = now;
    try {
      policy = Policy.read(config, policy.version() + 1);
    } catch (IOException e) {
      failedReloads.incrementAndGet();
      throw e;
    }
    reloads.incrementAndGet();
    return true;
  }

  @Override
  public Verdict authenticate(Credentials credentials) {
    Verdict verdict = judge(credentials);
    switch (verdict) {
      case Verdict.Granted _ -> granted.incrementAndGet();
      case Verdict.Refused(ReasonCode reason, String _) ->
          (reason == ReasonCode.SERVER_BUSY ? busy : refused).incrementAndGet();
    }
    return verdict;
  }

  @Override
  public Optional<Exchange> exchange(String method, Credentials credentials) {
    if (!method.equals(ScramExchange.METHOD) || config.passwordFile().isEmpty()) {
      return Optional.empty();
    }
    ScramExchange scram =
        new ScramExchange(
            this::verifier,
            user -> granted(credentials, user),
            Base64.getEncoder().encodeToString(bytes(random, NONCE_BYTES)));
    return Optional.of(data -> counted(scram.next(data)));
  }

  public AccessCounts counts() {
    return new AccessCounts(
        granted.get(),
        refused.get(),
        busy.get(),
        hashes.done(),
        hashes.waiting(),
        reloads.get(),
        failedReloads.get());
  }

  private Verdict judge(Credentials credentials) {
    Optional<String> certified =
        credentials.certificateName().filter(_ -> config.certificateUsers());
    Optional<String> name = credentials.userName().filter(_ -> policy.named());
    if (name.isPresent() && credentials.password().isPresent()) {
      return password(credentials, name.get(), credentials.password().get());
    }
    if (certified.isPresent()) {
      return name.isPresent() && !name.equals(certified)
          ? wrong("the certificate is of another name")
          : new Verdict.Granted(certified, rights(credentials, certified, false));
    }
    return name.isPresent() ? wrong("no password came with the name") : anonymous(credentials);
  }

  private Verdict password(Credentials credentials, String name, Bytes password) {
    String user = Saslprep.prepare(name).orElse(name);
    Verifier verifier = verifier(user);
    Optional<Boolean> right = hashes.judge(user, verifier, password);
    if (right.isEmpty()) {
      return new Verdict.Refused(
          ReasonCode.SERVER_BUSY, "too many passwords are being checked; come again later");
    }
    if (right.get()) {
      Optional<Verdict.Granted> verdict = granted(credentials, user);
      if (verdict.isPresent()) {
        return verdict.get();
      }
    }
    return wrong("the name or the password is wrong");
  }

  private Verdict anonymous(Credentials credentials) {
    boolean welcome =
        switch (config.anonymous()) {
          case LOOPBACK -> credentials.loopback();
          case EVERYWHERE -> true;
          case NEVER -> false;
        };
    return welcome
        ? new Verdict.Granted(Optional.empty(), rights(credentials, Optional.empty(), false))
        : new Verdict.Refused(
            ReasonCode.NOT_AUTHORIZED,
            config.anonymous() == Anonymous.NEVER
                ? "expected a user name and a password, got none"
                : "expected a user name and a password from another machine, got none that count");
  }

  /// What is kept of the user's password, or something that looks like it.
  private Verifier verifier(String user) {
    PasswordFile users = policy.users();
    return users.verifier(user).orElseGet(() -> users.decoy(user, secret));
  }

  private Optional<Verdict.Granted> granted(Credentials credentials, String user) {
    return policy
        .users()
        .verifier(user)
        .map(_ ->
            new Verdict.Granted(Optional.of(user), rights(credentials, Optional.of(user), true)));
  }

  private Rights rights(Credentials credentials, Optional<String> user, boolean byPassword) {
    return new ClientRights(() -> policy, credentials.clientId(), user, byPassword);
  }

  private Exchange.Step counted(Exchange.Step step) {
    switch (step) {
      case Exchange.Step.Continue _ -> {}
      case Exchange.Step.Done _ -> granted.incrementAndGet();
      case Exchange.Step.Failed _ -> refused.incrementAndGet();
    }
    return step;
  }

  private static Verdict wrong(String why) {
    return new Verdict.Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, why);
  }

  private static byte[] bytes(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static List<Stamp> stamps(AccessConfig config) {
    List<Stamp> stamps = new ArrayList<>();
    Stream.of(config.passwordFile(), config.rulesFile())
        .flatMap(Optional::stream)
        .forEach(file -> stamps.add(stamp(file)));
    return stamps;
  }

  private static Stamp stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          found.size(),
          String.valueOf(found.fileKey()));
    } catch (IOException e) {
      return Stamp.MISSING; // reading it says what is wrong
    }
  }
}
