package io.fieldway.node.network;

import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.wire.Bytes;

/// What a node signs of its interest: which filters there are at a version, by their digest. So
/// whoever has the filters can prove them to others, however they came.
///
/// @param root [FilterSet#root] of the filters
record InterestHead(String node, Stamp stamp, Bytes root) {
  /// The first field, so that no signature can be taken for one of something else.
  static final int KIND = 2;

  /// Of a node that has not said anything.
  static InterestHead none(String node) {
    return new InterestHead(node, Stamp.NONE, Bytes.EMPTY);
  }

  Bytes write() {
    KeptWriter out = new KeptWriter();
    out.number(KIND);
    out.text(node);
    out.number(stamp.epoch());
    out.number(stamp.number());
    out.binary(root);
    return out.bytes();
  }

  /// @throws io.fieldway.wire.MalformedException where the bytes are none that [#write] makes
  static InterestHead read(Bytes bytes) {
    KeptReader in = ControlForm.reader(bytes);
    ControlForm.expectKind(in, KIND);
    InterestHead head = new InterestHead(ControlForm.name(in), ControlForm.stamp(in), in.binary());
    in.end();
    return head;
  }
}
