package io.fieldway.node.network;

import io.fieldway.wire.Bytes;

/// Makes and judges signatures, so that nobody can speak for another node.
public interface Signatures {
  /// This node's signature of a text.
  Bytes sign(Bytes content);

  /// Whether a node has signed a text.
  boolean isGenuine(String node, Bytes content, Bytes signature);

  /// A mesh without signatures, where everybody is believed.
  static Signatures none() {
    return new Signatures() {
      @Override
      public Bytes sign(Bytes content) {
        return Bytes.EMPTY;
      }

      @Override
      public boolean isGenuine(String node, Bytes content, Bytes signature) {
        return true;
      }
    };
  }
}
