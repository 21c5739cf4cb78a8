package io.fieldway.node.link;

/// Who has shown a certificate of the mesh.
///
/// @param name the common name in it
/// @param isController whether it is a controller's, which speaks for no node
public record Certified(String name, boolean isController) {
  /// Whether it is the certificate of a node of this name.
  public boolean isNode(String node) {
    return !isController && name.equals(node);
  }

  @Override
  public String toString() {
    return (isController ? "the controller " : "the node ") + Introduction.quoted(name);
  }
}
