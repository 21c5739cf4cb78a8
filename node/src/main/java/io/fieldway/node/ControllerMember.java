package io.fieldway.node;

import io.fieldway.node.io.LinkTls;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Token;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A controller of a mesh with certificates: what it shows to the nodes, and whom it believes.
///
/// @param name as its certificate has it
/// @param mesh the mesh's name
/// @param managers for TLS with nodes
public record ControllerMember(String name, String mesh, LinkTls.Managers managers) {
  /// Reads what a controller has to show, or has it join the mesh that it was invited to; empty
  /// where it is to be without certificates.
  ///
  /// @param data the controller's directory
  /// @param token what `fieldway mesh invite --controller` has printed; empty where there is none
  /// @param name of the controller, where the token names none
  /// @throws IOException that says which file is wrong, or why it cannot join
  public static Optional<ControllerMember> find(Path data, String token, String name)
      throws IOException {
    Optional<Token> read = token.isEmpty() ? Optional.empty() : Optional.of(parsed(token));
    Optional<Membership> found =
        Belonging.find(data, read, read.flatMap(Token::node).orElse(name), LinkConfig.defaults());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Membership own = found.get();
    if (!own.isController()) {
      throw new IOException(
          "expected the certificate of a controller in "
              + data
              + ", got that of a node; fieldway mesh invite --controller makes a token for one");
    }
    return Optional.of(
        new ControllerMember(
            own.name(), own.mesh(), LinkTls.managers(own, System::currentTimeMillis)));
  }

  private static Token parsed(String token) throws IOException {
    try {
      return Token.parse(token);
    } catch (MalformedException e) {
      throw new IOException("join: " + e.getMessage(), e);
    }
  }
}
