package io.fieldway.node;

import io.fieldway.node.io.Joiner;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.trust.Authority;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Registrar;
import io.fieldway.node.trust.Token;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which mesh a node belongs to, found out before it starts, and what follows for its
/// configuration.
final class Belonging {
  private static final Logger LOG = LoggerFactory.getLogger(Belonging.class);

  /// A certificate that ends so soon is told of at the start.
  private static final Duration SOON = Duration.ofDays(90);

  private Belonging() {}

  /// Reads what the node has to show, or joins the mesh that it was invited to; empty where it is
  /// to be without certificates.
  ///
  /// @throws IOException that says which file is wrong, or why it cannot join
  static Optional<Membership> find(NodeConfig config) throws IOException {
    Optional<Token> token = config.mesh().trust().join();
    String name =
        config.name().equals(NodeConfig.DEFAULT_NAME)
            ? token.flatMap(Token::node).orElse(config.name())
            : config.name();
    Optional<Membership> found = find(config.data(), token, name, config.mesh().link());
    if (found.filter(Membership::isController).isPresent()) {
      throw new IOException(
          "expected the certificate of a node in "
              + config.data()
              + ", got that of a controller; fieldway controller --join takes such a token");
    }
    return found;
  }

  /// The same for a node or a controller.
  ///
  /// @param name of who joins
  static Optional<Membership> find(Path data, Optional<Token> token, String name, LinkConfig link)
      throws IOException {
    long now = System.currentTimeMillis();
    Optional<Membership> found = Membership.read(data, now);
    if (found.isPresent()) {
      Membership member = found.get();
      if (token.isPresent() && !token.get().fingerprint().equals(member.fingerprint())) {
        throw new IOException(
            "who has its data in "
                + data
                + " is a member of the mesh "
                + Json.brief(member.mesh())
                + " already, and the token is one of another, "
                + Json.brief(token.get().mesh())
                + "; a member of that one needs a data directory of its own");
      }
      Instant end = member.certificate().getNotAfter().toInstant();
      if (end.isBefore(Instant.ofEpochMilli(now).plus(SOON))) {
        LOG.warn("the certificate of {} expires at {}", member.name(), end);
      }
      return found;
    }
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(new Joiner(token.get(), link, System::currentTimeMillis).join(data, name));
  }

  /// The configuration as its certificate completes it: the names that it has not said, and whom to
  /// dial where it names nobody.
  ///
  /// @throws IOException where it says another name
  static NodeConfig settle(NodeConfig config, Membership member) throws IOException {
    requireName("name", config.name(), NodeConfig.DEFAULT_NAME, member.name());
    requireName("mesh.name", config.mesh().name(), MeshConfig.DEFAULT_NAME, member.mesh());
    MeshConfig mesh = config.mesh().withName(member.mesh());
    return config
        .withName(member.name())
        .withMesh(mesh.peers().isEmpty() ? mesh.withPeers(member.addresses()) : mesh);
  }

  private static void requireName(String key, String said, String unsaid, String certified)
      throws IOException {
    if (!said.equals(unsaid) && !said.equals(certified)) {
      throw new IOException(
          key
              + ": expected "
              + Json.brief(certified)
              + ", as the certificate of this node has it, got "
              + Json.brief(said));
    }
  }

  /// Who answers at this node those who want to join.
  ///
  /// @throws IOException that says which file of the authority is wrong
  static Registrar registrar(NodeConfig config, Membership member) throws IOException {
    return new Registrar(member.mesh(), Authority.open(config.data()), config.mesh().trust());
  }
}
