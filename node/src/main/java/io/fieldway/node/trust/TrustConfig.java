package io.fieldway.node.trust;

import io.fieldway.wire.config.Key;
import java.time.Duration;
import java.util.Optional;

/// How a node comes to belong to a mesh, and whom it lets in.
public record TrustConfig(
    @Key(
            value =
                "The invitation with which the node joins a mesh, as fieldway mesh invite prints"
                    + " it; needed once, and passed over by a node that is a member.",
            secret = true)
        Optional<Token> join,
    @Key("How long a certificate holds that this node's authority gives out.")
        Duration certificateLife,
    @Key(
            value =
                "Requests to join that one address may have refused in a minute; further ones are"
                    + " refused unread, and counted.",
            least = 1)
        int refusalsPerMinute,
    @Key(
            value =
                "Certificates of other nodes that are kept once they were checked; the one not used"
                    + " for longest makes room, and is checked again when it comes again.",
            least = 1)
        int maximumCertificates) {
  /// What holds where nothing else is said.
  public static TrustConfig defaults() {
    return new TrustConfig(Optional.empty(), Duration.ofDays(3_650), 10, 2_048);
  }

  /// The same with an invitation.
  public TrustConfig withJoin(Token token) {
    return new TrustConfig(
        Optional.of(token), certificateLife, refusalsPerMinute, maximumCertificates);
  }
}
