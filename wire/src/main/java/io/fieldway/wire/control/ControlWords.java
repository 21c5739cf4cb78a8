package io.fieldway.wire.control;

/// The topics of a control connection and the user properties that open it. The controller dials a
/// node's link listener; its client id is its name.
public final class ControlWords {
  /// Controller → node, QoS 0: one [ControlMessage].
  public static final String CONTROL = "$fieldway/control";

  /// Node → controller, QoS 0: one [Status].
  public static final String STATUS = "$fieldway/status";

  /// In CONNECT and CONNACK: the mesh that the sender belongs to.
  public static final String MESH = "fieldway-mesh";

  /// In CONNECT: the controller's name. Its presence is what makes a connection a control
  /// connection.
  public static final String CONTROLLER = "fieldway-controller";

  /// In CONNACK: the node's name.
  public static final String NODE = "fieldway-node";

  private ControlWords() {}
}
