package io.fieldway.node.io;

import static io.fieldway.node.io.Metric.counter;
import static io.fieldway.node.io.Metric.gauge;

import io.fieldway.node.control.ControlCounts;
import io.fieldway.node.copy.CopyCounts;
import io.fieldway.node.mesh.MeshCounts;
import io.fieldway.node.network.NetworkCounts;
import java.util.List;

/// The catalogue of everything a node counts of its mesh.
///
/// @param custody what was carried, and what is held
/// @param network what was told and heard of the others
/// @param links what came and went
/// @param copies of this node at its substitute, and of others here
/// @param control what came of controllers
record MeshMetrics(
    MeshCounts custody,
    NetworkCounts network,
    LinkCounts links,
    CopyCounts copies,
    ControlCounts control) {
  static final List<Metric<MeshCounts>> CUSTODY =
      List.of(
          counter("mesh_sourced", "Messages that entered the mesh here.", MeshCounts::sourced),
          counter("mesh_forwarded", "Copies that were sent on.", MeshCounts::forwarded),
          counter("mesh_arrived", "Messages that were delivered here.", MeshCounts::arrived),
          counter("mesh_repeated", "Copies that had been here before.", MeshCounts::repeated),
          counter(
              "mesh_resent",
              "Messages that were sent again from their source.",
              MeshCounts::resent),
          counter(
              "mesh_refused_full",
              "Messages that a neighbour was to keep, for want of room here.",
              MeshCounts::refusedFull),
          counter(
              "mesh_refused_by_peer",
              "Messages that a neighbour had no room for.",
              MeshCounts::refusedByPeer),
          counter(
              "mesh_dropped_unreachable",
              "Messages at QoS 0 to which no way led.",
              MeshCounts::droppedUnreachable),
          counter(
              "mesh_dropped_slow",
              "Messages at QoS 0 for which a link had no room.",
              MeshCounts::droppedSlow),
          counter(
              "mesh_hop_limits",
              "Messages that had passed as many nodes as they may.",
              MeshCounts::hopLimits),
          counter(
              "mesh_looped",
              "Messages that came back to where they were published.",
              MeshCounts::looped),
          counter(
              "mesh_malformed", "Messages without a proper header or word.", MeshCounts::malformed),
          counter(
              "mesh_control_refused",
              "What was told of the network and not taken.",
              MeshCounts::controlRefused),
          counter(
              "mesh_abandoned",
              "Messages given up with a node that was forgotten.",
              MeshCounts::abandoned),
          counter(
              "mesh_barred",
              "Messages that a node was not sent, or no longer, for no way leads there that they may"
                  + " take.",
              MeshCounts::barred),
          counter(
              "mesh_imports_refused",
              "Messages that a neighbour sent and that may not come from there.",
              MeshCounts::importsRefused),
          gauge("mesh_custody_messages", "Messages in custody.", MeshCounts::custodyMessages),
          gauge("mesh_custody_bytes", "What they cost in memory.", MeshCounts::custodyBytes),
          gauge(
              "mesh_waiting",
              "Destinations of these to which no way leads now.",
              MeshCounts::waiting),
          gauge("mesh_unsent", "Copies that wait for a link.", MeshCounts::unsent),
          gauge(
              "mesh_inflight",
              "Copies that a neighbour has not acknowledged.",
              MeshCounts::inflight),
          gauge(
              "mesh_unconfirmed",
              "Messages published here that destinations have not confirmed.",
              MeshCounts::unconfirmed),
          gauge(
              "mesh_held",
              "Messages for sessions here that wait for earlier ones, or for room.",
              MeshCounts::held));

  static final List<Metric<NetworkCounts>> NETWORK =
      List.of(
          counter("network_sent", "Control messages to neighbours.", NetworkCounts::sent),
          counter(
              "network_sent_bytes",
              "Bytes of control messages to neighbours.",
              NetworkCounts::sentBytes),
          counter("network_received", "Control messages from neighbours.", NetworkCounts::received),
          counter(
              "network_taken",
              "States of links and of interest that were new.",
              NetworkCounts::taken),
          counter(
              "network_older",
              "Such that were known already, or something newer.",
              NetworkCounts::older),
          counter(
              "network_wanted",
              "Whole interests asked for, because a change of one could not be used.",
              NetworkCounts::wanted),
          counter(
              "network_mismatched",
              "Changes of an interest that did not lead to what its node has signed.",
              NetworkCounts::mismatched),
          counter(
              "network_contested",
              "Times that this node heard of itself what it has not said in this life.",
              NetworkCounts::contested),
          counter(
              "network_told",
              "Times that this node told of its links or its interest.",
              NetworkCounts::told),
          counter(
              "network_unkept",
              "Values not kept because the journal had no room.",
              NetworkCounts::unkept),
          counter(
              "network_forgotten",
              "Nodes forgotten because they could not be reached for too long.",
              NetworkCounts::forgotten),
          counter(
              "network_refused_malformed",
              "Control messages refused because they could not be read.",
              NetworkCounts::refusedMalformed),
          counter(
              "network_refused_forged",
              "Control messages refused because their signature was wrong.",
              NetworkCounts::refusedForged),
          counter(
              "network_refused_impossible",
              "Control messages refused because they said what cannot be.",
              NetworkCounts::refusedImpossible),
          counter(
              "network_refused_beyond_bounds",
              "Control messages refused because they said more than a bound allows.",
              NetworkCounts::refusedBeyondBounds),
          gauge("network_nodes", "Nodes known, this one too.", NetworkCounts::nodes),
          gauge("network_reachable", "Other nodes that can be reached.", NetworkCounts::reachable),
          gauge("network_links", "Links that both ends tell of.", NetworkCounts::links),
          gauge("network_filters", "Filters of other nodes.", NetworkCounts::filters),
          gauge(
              "network_filters_untold",
              "Filters of this node that are not told because of a bound.",
              NetworkCounts::filtersUntold));

  static final List<Metric<LinkCounts>> LINKS =
      List.of(
          gauge(
              "links_open", "Connections that are links or want to become one.", LinkCounts::open),
          gauge("links_up", "Links that are up.", LinkCounts::up),
          counter("links_dialled", "Connections that this node has opened.", LinkCounts::dialled),
          counter(
              "links_undialled", "Attempts to open one that have failed.", LinkCounts::undialled),
          counter("links_accepted", "Connections that have come in.", LinkCounts::accepted),
          counter(
              "links_refused_too_many",
              "Connections closed because there were as many as there may be.",
              LinkCounts::refusedTooMany),
          counter(
              "links_refused_handshake",
              "Connections closed because TLS was not spoken well.",
              LinkCounts::refusedHandshake),
          counter("links_joined", "Nodes that were let into the mesh here.", LinkCounts::joined),
          counter(
              "links_joins_refused",
              "Requests to join the mesh that were refused.",
              LinkCounts::joinsRefused),
          counter(
              "links_joins_unread",
              "Requests to join refused unread, because too many had been before.",
              LinkCounts::joinsUnread),
          counter(
              "beacons_followed",
              "Nodes that were dialled because of their beacons.",
              LinkCounts::beaconsFollowed),
          counter(
              "beacons_refused",
              "Datagrams that were no good beacons, or too many.",
              LinkCounts::beaconsRefused),
          counter("links_refused", "Peers that this node did not take.", LinkCounts::refused),
          counter(
              "links_turned_away",
              "Times that a peer did not take this node.",
              LinkCounts::turnedAway),
          counter(
              "links_late",
              "Connections closed because the peer did not say in time who it is.",
              LinkCounts::late),
          counter(
              "links_breaches",
              "Links ended because the peer broke the protocol.",
              LinkCounts::breaches),
          counter(
              "links_silent",
              "Links ended because too many hellos were missing.",
              LinkCounts::silent),
          counter("links_lost", "Links ended because the connection broke.", LinkCounts::lost),
          counter("links_failed", "Connections closed by an error of ours.", LinkCounts::failed),
          counter(
              "links_hello_misses", "Hellos that did not come in time.", LinkCounts::helloMisses),
          counter("links_bytes_in", "Bytes of MQTT from peers.", LinkCounts::bytesIn),
          counter("links_bytes_out", "Bytes of MQTT to peers.", LinkCounts::bytesOut));

  static final List<Metric<CopyCounts>> COPIES =
      List.of(
          counter("copy_bytes", "Bytes of the journal sent to substitutes.", CopyCounts::bytes),
          counter(
              "copy_restarts",
              "Copies that had to be begun anew before they were whole, or after.",
              CopyCounts::restarts),
          counter(
              "copy_behind",
              "Copies begun anew because what waited for their way was too much.",
              CopyCounts::behind),
          counter(
              "copy_patience_ran_out",
              "Times that acknowledgements went on without the substitute, for it was lost too long.",
              CopyCounts::patienceRanOut),
          counter(
              "copy_stalls",
              "Times that the journal's writer waited for room on the way to the substitute.",
              CopyCounts::stalls),
          gauge(
              "copy_lag_bytes",
              "Bytes that the substitute has not acknowledged.",
              CopyCounts::lagBytes),
          gauge(
              "copy_unprotected",
              "1 where acknowledgements are to wait for a substitute and there is none, else 0.",
              CopyCounts::unprotected),
          gauge("copies_held", "Copies of other nodes that are held here.", CopyCounts::held),
          gauge("copies_bytes", "What these take on the disk.", CopyCounts::heldBytes),
          counter(
              "copies_refused", "Copies of other nodes that were not taken.", CopyCounts::refused));

  static final List<Metric<ControlCounts>> CONTROL =
      List.of(
          gauge("controllers", "Controllers that are connected.", ControlCounts::connected),
          counter("control_received", "Messages of controllers.", ControlCounts::received),
          counter(
              "control_refused",
              "Connections of controllers that were refused, of another mesh or too many.",
              ControlCounts::refused),
          counter(
              "control_refused_orders",
              "Orders of controllers that were not obeyed.",
              ControlCounts::refusedOrders),
          counter(
              "control_malformed",
              "Connections of controllers that ended for want of a proper message.",
              ControlCounts::malformed));

  /// The values, as Prometheus reads them.
  void write(StringBuilder out) {
    Metrics.write(out, CUSTODY, custody);
    Metrics.write(out, NETWORK, network);
    Metrics.write(out, LINKS, links);
    Metrics.write(out, COPIES, copies);
    Metrics.write(out, CONTROL, control);
  }
}
