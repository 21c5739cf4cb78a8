package io.fieldway.cloud.user.mesh;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Cuts links, stops and kills nodes, where somebody has them at hand, as in the demonstration. May
/// be called from any thread, and blocks until it is done.
public interface MeshSwitches {
  /// A link between two nodes, or the place of one that is cut.
  record Wire(String a, String b, boolean cut) {}

  /// What can be switched.
  ///
  /// @param wires all links of the mesh as it is built, cut or not
  /// @param stopped the nodes that are stopped or killed and have not been started again
  /// @param killed those of them that were killed
  /// @param starting the nodes that were started and do not serve yet: whoever carries them on
  ///   gives them back first
  /// @param notes what is at a node, by its name, such as `the gateway`
  record Positions(
      List<Wire> wires,
      List<String> stopped,
      List<String> killed,
      List<String> starting,
      Map<String, String> notes) {
    public Positions(
        List<Wire> wires,
        List<String> stopped,
        List<String> killed,
        List<String> starting,
        Map<String, String> notes) {
      this.wires = List.copyOf(wires);
      this.stopped = List.copyOf(stopped);
      this.killed = List.copyOf(killed);
      this.starting = List.copyOf(starting);
      this.notes = Map.copyOf(notes);
    }
  }

  /// How everything stands now.
  Positions positions();

  /// Cuts a link until it is mended; where it is cut already nothing happens.
  ///
  /// @throws IllegalArgumentException where there is none between the two
  void cut(String a, String b);

  /// Lets a link be again.
  ///
  /// @throws IllegalArgumentException where there is none between the two
  void mend(String a, String b);

  /// Stops a node, as for maintenance: it hands its sessions over first, where somebody stands in
  /// for it.
  ///
  /// @throws IllegalArgumentException where there is none of this name
  /// @throws IOException that says why it must not be stopped now
  void stop(String node) throws IOException;

  /// Ends a node as `kill -9` would end its process.
  ///
  /// @throws IllegalArgumentException where there is none of this name
  void kill(String node);

  /// Starts a node again. Where another node carries it on it is given back first; that may take
  /// longer than this call.
  ///
  /// @throws IllegalArgumentException where there is none of this name
  /// @throws IOException that says why it does not start
  void start(String node) throws IOException;
}
