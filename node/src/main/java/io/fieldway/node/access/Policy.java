package io.fieldway.node.access;

import io.fieldway.node.access.Rule.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The users and rules that hold until the files change.
///
/// @param version how many were read before it
/// @param named whether there is a password file, so that names can be judged
/// @param ruled whether there are rules at all; without any, everything is allowed
record Policy(long version, PasswordFile users, boolean named, List<Rule> rules, boolean ruled) {
  Policy(long version, PasswordFile users, boolean named, List<Rule> rules, boolean ruled) {
    this.version = version;
    this.users = users;
    this.named = named;
    this.rules = List.copyOf(rules);
    this.ruled = ruled;
  }

  /// Reads what a configuration names.
  ///
  /// @throws IOException with everything that is wrong in both files
  static Policy read(AccessConfig config, long version) throws IOException {
    List<String> faults = new ArrayList<>();
    Optional<PasswordFile> users = attempt(config.passwordFile(), PasswordFile::read, faults);
    Optional<List<Rule>> filed = attempt(config.rulesFile(), Policy::readRules, faults);
    if (!faults.isEmpty()) {
      throw new IOException(String.join("\n", faults));
    }
    List<Rule> rules = new ArrayList<>(config.rules());
    filed.ifPresent(rules::addAll);
    return new Policy(
        version,
        users.orElse(PasswordFile.EMPTY),
        users.isPresent(),
        rules,
        filed.isPresent() || !rules.isEmpty());
  }

  static List<Rule> readRules(Path file) throws IOException {
    List<Rule> rules = new ArrayList<>();
    Faults.readLines(file, (where, line) -> rules.add(Rule.parse(where, line)));
    return rules;
  }

  /// What one client may do with topics.
  Decisions decisions(Action action, String clientId, Optional<String> user) {
    return Decisions.of(rules, action, clientId, user);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(Path file) throws IOException;
  }

  private static <T> Optional<T> attempt(
      Optional<Path> file, Reading<T> reading, List<String> faults) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.read(file.get()));
    } catch (IOException e) {
      faults.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
