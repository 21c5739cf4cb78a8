package io.fieldway.node.copy;

import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.ReasonCode;
import java.util.List;
import java.util.Optional;

/// What somebody wants who dials for the sake of a copy.
public sealed interface CopyRequest {
  /// To be copied to this node.
  ///
  /// @param services where clients find it
  record To(String node, List<String> services) implements CopyRequest {}

  /// To have what this node may hold of it.
  ///
  /// @param isDiskNew whether the node has nothing of itself
  record Return(String node, boolean isDiskNew) implements CopyRequest {}

  /// It is not to have what it wants.
  record Refused(String node, ReasonCode reason, String why) implements CopyRequest {}

  /// Reads it from a CONNECT; empty where that is not about copies.
  ///
  /// @param certified the name in the certificate of who has dialled
  static Optional<CopyRequest> of(Connect connect, Self self, Optional<String> certified) {
    return CopyWords.user(connect.properties(), CopyWords.COPY)
        .map(what -> of(what, connect, self, certified));
  }

  private static CopyRequest of(
      String what, Connect connect, Self self, Optional<String> certified) {
    String name = connect.clientId();
    Optional<CopyWords.Fault> fault = CopyWords.fault(connect, self, certified);
    if (fault.isPresent()) {
      return new Refused(name, fault.get().reason(), fault.get().why());
    }
    return switch (what) {
      case CopyWords.TO -> new To(name, CopyWords.users(connect.properties(), CopyWords.SERVICE));
      case CopyWords.RETURN ->
          new Return(
              name,
              CopyWords.user(connect.properties(), CopyWords.DISK)
                  .equals(Optional.of(CopyWords.NEW)));
      default ->
          new Refused(
              name, ReasonCode.PROTOCOL_ERROR, "expected a copy to this node, or a return of one");
    };
  }
}
