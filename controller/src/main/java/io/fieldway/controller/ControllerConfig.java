package io.fieldway.controller;

import io.fieldway.controller.io.ConnectionConfig;
import io.fieldway.controller.reroute.RerouteConfig;
import io.fieldway.controller.reroute.ReviveConfig;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Everything that can be set on a controller.
public record ControllerConfig(
    @Key("The controller's name, which no other controller of the mesh has.") String name,
    @Key("The directory of what was decided; made where it is missing.") Path data,
    @Key("Where health, metrics, the table and the plan are served over HTTP, as host:port.")
        InetSocketAddress http,
    @Key("Where the nodes of the mesh hear each other, each one's mesh.listen, as host:port.")
        List<InetSocketAddress> nodes,
    @Key("The mesh's name; nodes of another mesh refuse the controller.") String mesh,
    @Key(
            value =
                "The invitation with which the controller joins a mesh with certificates, as"
                    + " fieldway mesh invite --controller prints it; needed once.",
            secret = true)
        String join,
    @Key("Allow addresses beyond this machine without TLS.") boolean insecure,
    @Key("The times and bounds of rerouting.") RerouteConfig reroute,
    @Key("How dead nodes are revived.") ReviveConfig revive,
    @Key("The times of the connections to the nodes.") ConnectionConfig connection)
    implements Checked {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int HTTP_PORT = 8406;

  public ControllerConfig(
      String name,
      Path data,
      InetSocketAddress http,
      List<InetSocketAddress> nodes,
      String mesh,
      String join,
      boolean insecure,
      RerouteConfig reroute,
      ReviveConfig revive,
      ConnectionConfig connection) {
    this.name = name;
    this.data = data;
    this.http = http;
    this.nodes = List.copyOf(nodes);
    this.mesh = mesh;
    this.join = join;
    this.insecure = insecure;
    this.reroute = reroute;
    this.revive = revive;
    this.connection = connection;
  }

  /// A controller of no nodes yet.
  public static ControllerConfig standard(Path data) {
    return new ControllerConfig(
        "controller",
        data,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP_PORT),
        List.of(),
        "mesh",
        "",
        false,
        RerouteConfig.defaults(),
        ReviveConfig.defaults(),
        ConnectionConfig.defaults());
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          new Problem("name", "expected 1 to 64 letters, digits, dots, hyphens and underscores"));
    }
    if (nodes.size() > reroute.nodes()) {
      problems.add(new Problem("nodes", "expected at most reroute.nodes, " + reroute.nodes()));
    }
    if (!insecure && isBeyond(http)) {
      problems.add(
          new Problem(
              "http",
              "expected an address of this machine, for HTTP here has no credentials; or set"
                  + " insecure"));
    }
    return problems;
  }

  /// The addresses of nodes that must not be spoken to without TLS.
  List<Problem> exposed() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (!insecure && isBeyond(nodes.get(i))) {
        problems.add(
            new Problem(
                "nodes[" + i + "]",
                "expected an address of this machine, for a controller without a certificate is not"
                    + " encrypted; see fieldway mesh invite --controller and fieldway controller"
                    + " --join, or set insecure"));
      }
    }
    return problems;
  }

  /// The same as a member of a mesh, by the names in the certificate.
  public ControllerConfig named(String name, String mesh) {
    return new ControllerConfig(
        name, data, http, nodes, mesh, join, insecure, reroute, revive, connection);
  }

  /// The same with its views served elsewhere.
  public ControllerConfig withHttp(InetSocketAddress changed) {
    return new ControllerConfig(
        name, data, changed, nodes, mesh, join, insecure, reroute, revive, connection);
  }

  /// The same for other nodes.
  public ControllerConfig withNodes(List<InetSocketAddress> changed) {
    return new ControllerConfig(
        name, data, http, changed, mesh, join, insecure, reroute, revive, connection);
  }

  private static boolean isBeyond(InetSocketAddress address) {
    return address.getAddress() == null || !address.getAddress().isLoopbackAddress();
  }
}
