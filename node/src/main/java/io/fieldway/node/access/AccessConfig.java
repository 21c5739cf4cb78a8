package io.fieldway.node.access;

import io.fieldway.wire.config.Key;
import java.nio.file.Path;
import java.util.Optional;

/// Who comes in and what it may do.
public record AccessConfig(
    @Key("The file of users and hashed passwords, as fieldway passwd writes it.")
        Optional<Path> passwordFile,
    @Key("The file of access rules. Once it is given, what no rule allows is denied.")
        Optional<Path> rulesFile,
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
        int rememberedPasswords) {

  /// Who comes in without a name.
  public enum Anonymous {
    LOOPBACK,
    EVERYWHERE,
    NEVER
  }

  /// No users, no rules, anonymous clients from this machine.
  public static AccessConfig defaults() {
    return new AccessConfig(
        Optional.empty(), Optional.empty(), Anonymous.LOOPBACK, false, 2, 10_000, 100_000);
  }
}
