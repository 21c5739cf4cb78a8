package io.fieldway.node.network;

import io.fieldway.wire.Bytes;

/// What a node has said of itself, as it said it, so that it can be passed on and judged anywhere.
record Signed(Bytes content, Bytes signature) {
  static final Signed NOTHING = new Signed(Bytes.EMPTY, Bytes.EMPTY);
}
