package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.security.cert.CertificateException;
import java.util.Optional;

/// The words by which nodes of a mesh with certificates let their substitutes speak for them. Any
/// thread may ask.
///
/// @param own what the node has to show
public record Delegations(Membership own) {
  /// This node's word that a substitute may speak for it.
  public Bytes to(String substitute) {
    return Delegation.make(own, substitute).encoded();
  }

  /// Why a word does not let this node speak for another; empty where it does.
  ///
  /// @param now milliseconds since the epoch
  public Optional<String> fault(String node, Bytes word, long now) {
    try {
      Delegation read = Delegation.read(word);
      String whose = Subject.commonName(read.believed(own.trust(), now)).orElse("");
      return whose.equals(node) && read.substitute().equals(own.name())
          ? Optional.empty()
          : Optional.of(
              "expected the word of %s that %s may speak for it, got one of %s for %s"
                  .formatted(
                      Json.brief(node),
                      Json.brief(own.name()),
                      Json.brief(whose),
                      Json.brief(read.substitute())));
    } catch (MalformedException | CertificateException e) {
      return Optional.of(
          "expected the word of "
              + Json.brief(node)
              + " that this node may speak for it: "
              + e.getMessage());
    }
  }
}
