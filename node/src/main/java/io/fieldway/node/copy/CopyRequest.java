package io.fieldway.node.copy;

import io.fieldway.node.link.Certified;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.List;
import java.util.Optional;

/// What somebody wants who dials for the sake of a copy.
public sealed interface CopyRequest {
  /// To be copied to this node.
  ///
  /// @param services where clients find it
  /// @param word that this node may speak for it; empty where it has said none
  record To(String node, List<String> services, Bytes word) implements CopyRequest {}

  /// To have what this node may hold of it.
  ///
  /// @param isDiskNew whether the node has nothing of itself
  record Return(String node, boolean isDiskNew) implements CopyRequest {}

  /// It is not to have what it wants.
  record Refused(String node, ReasonCode reason, String why) implements CopyRequest {}

  /// Reads it from a CONNECT; empty where that is not about copies.
  ///
  /// @param certified whom the certificate is of that was shown
  static Optional<CopyRequest> of(Connect connect, Self self, Optional<Certified> certified) {
    return CopyWords.user(connect.properties(), CopyWords.COPY)
        .map(what -> of(what, connect, self, certified));
  }

  private static CopyRequest of(
      String what, Connect connect, Self self, Optional<Certified> certified) {
    String name = connect.clientId();
    Optional<CopyWords.Fault> fault = CopyWords.fault(connect, self, certified);
    if (fault.isPresent()) {
      return new Refused(name, fault.get().reason(), fault.get().why());
    }
    return switch (what) {
      case CopyWords.TO -> to(name, connect);
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

  private static CopyRequest to(String name, Connect connect) {
    try {
      return new To(
          name,
          CopyWords.users(connect.properties(), CopyWords.SERVICE),
          Bytes.fromBase64Url(
              CopyWords.WORD, CopyWords.user(connect.properties(), CopyWords.WORD).orElse("")));
    } catch (MalformedException e) {
      return new Refused(name, ReasonCode.PAYLOAD_FORMAT_INVALID, String.valueOf(e.getMessage()));
    }
  }
}
