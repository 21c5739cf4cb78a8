package io.fieldway.node.network;

import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.wire.Bytes;

/// What a node calls out on its local network, so that others of its mesh find it.
///
/// @param port where other nodes connect, at the address that the beacon comes from
public record Beacon(String mesh, String node, int port) {
  /// Bytes of the largest that is read.
  public static final int MOST_BYTES = 4_096;

  /// The first field, so that no signature can be taken for one of something else.
  private static final int KIND = 3;

  private static final int LARGEST_PORT = 65_535;

  /// The bytes of a beacon, signed by its node.
  public Bytes write(Signatures signatures) {
    KeptWriter content = new KeptWriter();
    content.number(KIND);
    content.text(mesh);
    content.text(node);
    content.number(port);
    Bytes bytes = content.bytes();
    KeptWriter out = new KeptWriter();
    out.binary(bytes);
    out.binary(signatures.sign(bytes));
    return out.bytes();
  }

  /// @throws io.fieldway.wire.MalformedException where the bytes are none that [#write] makes
  static Beacon read(Signed signed) {
    KeptReader in = ControlForm.reader(signed.content());
    ControlForm.expectKind(in, KIND);
    String mesh = ControlForm.name(in);
    String node = ControlForm.name(in);
    int port = in.small();
    in.end();
    if (port < 1 || port > LARGEST_PORT) {
      throw ControlForm.malformed("a port", "" + port);
    }
    return new Beacon(mesh, node, port);
  }
}
