package io.fieldway.node.access;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who comes in and what it may do.
public record AccessConfig(
    @Key("The file of users and hashed passwords, as fieldway passwd writes it.")
        Optional<Path> passwordFile,
    @Key("The file of access rules. Once it is given, what no rule allows is denied.")
        Optional<Path> rulesFile,
    @Key(
            "Access rules, as the lines of that file, before them: allow|deny"
                + " publish|subscribe|receive|all everyone|anonymous|user NAME|client ID FILTER.")
        List<Rule> rules,
    @Key("Who comes in without a name: loopback (from this machine), everywhere or never.")
        Anonymous anonymous,
    @Key("Whether the common name of a verified client certificate is its user.")
        boolean certificateUsers,
    @Key(
            value = "How many passwords are hashed at the same time; further ones wait.",
            least = 1,
            most = 1_024)
        int concurrentHashes,
    @Key("How many wait for their hash; further ones are refused as Server busy.")
        int waitingHashes,
    @Key(
            "How many verified passwords are remembered in memory, so that a client that comes again"
                + " costs no slow hash; the oldest is forgotten.")
        int rememberedPasswords)
    implements Checked {

  public AccessConfig(
      Optional<Path> passwordFile,
      Optional<Path> rulesFile,
      List<Rule> rules,
      Anonymous anonymous,
      boolean certificateUsers,
      int concurrentHashes,
      int waitingHashes,
      int rememberedPasswords) {
    this.passwordFile = passwordFile;
    this.rulesFile = rulesFile;
    this.rules = List.copyOf(rules);
    this.anonymous = anonymous;
    this.certificateUsers = certificateUsers;
    this.concurrentHashes = concurrentHashes;
    this.waitingHashes = waitingHashes;
    this.rememberedPasswords = rememberedPasswords;
  }

  /// Who comes in without a name.
  public enum Anonymous {
    LOOPBACK,
    EVERYWHERE,
    NEVER
  }

  /// No users, no rules, anonymous clients from this machine.
  public static AccessConfig defaults() {
    return new AccessConfig(
        Optional.empty(), Optional.empty(), List.of(), Anonymous.LOOPBACK, false, 2, 100, 100_000);
  }

  public AccessConfig withPasswordFile(Path changed) {
    return new AccessConfig(
        Optional.of(changed),
        rulesFile,
        rules,
        anonymous,
        certificateUsers,
        concurrentHashes,
        waitingHashes,
        rememberedPasswords);
  }

  public AccessConfig withRulesFile(Path changed) {
    return new AccessConfig(
        passwordFile,
        Optional.of(changed),
        rules,
        anonymous,
        certificateUsers,
        concurrentHashes,
        waitingHashes,
        rememberedPasswords);
  }

  public AccessConfig withRules(List<Rule> changed) {
    return new AccessConfig(
        passwordFile,
        rulesFile,
        changed,
        anonymous,
        certificateUsers,
        concurrentHashes,
        waitingHashes,
        rememberedPasswords);
  }

  public AccessConfig withAnonymous(Anonymous changed) {
    return new AccessConfig(
        passwordFile,
        rulesFile,
        rules,
        changed,
        certificateUsers,
        concurrentHashes,
        waitingHashes,
        rememberedPasswords);
  }

  public AccessConfig withCertificateUsers(boolean changed) {
    return new AccessConfig(
        passwordFile,
        rulesFile,
        rules,
        anonymous,
        changed,
        concurrentHashes,
        waitingHashes,
        rememberedPasswords);
  }

  public AccessConfig withHashes(int concurrent, int waiting, int remembered) {
    return new AccessConfig(
        passwordFile,
        rulesFile,
        rules,
        anonymous,
        certificateUsers,
        concurrent,
        waiting,
        remembered);
  }

  /// Reads both files, as the start would.
  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    passwordFile.ifPresent(file -> attempt("password-file", () -> PasswordFile.read(file), found));
    rulesFile.ifPresent(file -> attempt("rules-file", () -> Policy.readRules(file), found));
    return found;
  }

  @FunctionalInterface
  private interface Reading {
    Object read() throws IOException;
  }

  private static void attempt(String key, Reading reading, List<Problem> found) {
    try {
      reading.read();
    } catch (IOException e) {
      found.add(new Problem(key, String.valueOf(e.getMessage())));
    }
  }
}
