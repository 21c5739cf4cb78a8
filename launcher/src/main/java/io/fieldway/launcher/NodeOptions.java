package io.fieldway.launcher;

import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.access.AccessConfig.Anonymous;
import io.fieldway.node.copy.CopyDurability;
import io.fieldway.node.io.AttachConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.trust.Token;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of a node, which come before its file, as `node` and `config` share them.
final class NodeOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "The node's name.")
  @Nullable String name;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "Where MQTT clients connect without TLS, as often as there are addresses; instead of the"
              + " file's listeners. The default is 127.0.0.1:1883.")
  @Nullable List<InetSocketAddress> listen;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the node keeps what must survive; made where it is missing. The default is"
              + " data/node.")
  @Nullable Path data;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where health, metrics and views are served; the default is 127.0.0.1:8403.")
  @Nullable InetSocketAddress http;

  @Option(
      names = "--link",
      paramLabel = "HOST:PORT",
      description = "Where other nodes of the mesh connect, as often as there are addresses.")
  @Nullable List<InetSocketAddress> link;

  @Option(
      names = "--peer",
      paramLabel = "HOST:PORT",
      description =
          "A node of the mesh that this one dials, as often as there are any; it is enough that one"
              + " of two dials.")
  @Nullable List<InetSocketAddress> peer;

  @Option(
      names = "--beacon",
      paramLabel = "GROUP:PORT",
      description =
          "A multicast group, such as 239.255.70.87:7070, where nodes of one mesh on one local"
              + " network find each other without --peer.")
  @Nullable InetSocketAddress beacon;

  @Option(
      names = "--attach",
      paramLabel = "HOST:PORT",
      description =
          "Another MQTT 5 broker whose clients are to be reached through this node, as often as"
              + " there are any.")
  @Nullable List<InetSocketAddress> attach;

  @Option(
      names = "--durability",
      paramLabel = "WHERE",
      description =
          "What the acknowledgement of a publisher waits for: local, the node's own disk, which is"
              + " the default, or substitute, the disk of the node that stands in for it as well.")
  @Nullable CopyDurability durability;

  @Option(
      names = "--alone",
      description =
          "Serve from the own disk without asking who may carry this node on: for when its"
              + " substitute is gone for good.")
  boolean alone;

  @Option(
      names = "--join",
      paramLabel = "TOKEN",
      description =
          "The token of fieldway mesh invite with which the node joins a mesh; needed once. From"
              + " then on it has a certificate, and its links are encrypted.")
  @Nullable String join;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Users and their hashed passwords, as fieldway passwd writes them.")
  @Nullable Path passwordFile;

  @Option(
      names = "--rules-file",
      paramLabel = "FILE",
      description = "Access rules; what none of them allows is denied.")
  @Nullable Path rulesFile;

  @Option(
      names = "--anonymous",
      paramLabel = "WHERE",
      description =
          "Who comes in without a name: loopback, which is the default, everywhere or never.")
  @Nullable Anonymous anonymous;

  @Option(
      names = "--insecure",
      description = "Allow listeners beyond this machine without TLS and credentials.")
  boolean insecure;

  /// What holds: the defaults, over them the file, over it the flags.
  Configured<NodeConfig> read(Optional<Path> file) throws IOException {
    return Configured.read(defaults(), file, flags());
  }

  static NodeConfig defaults() {
    return NodeConfig.standard(Path.of("data", "node"));
  }

  Flags flags() {
    return new Flags()
        .set("--name", "name", name)
        .set("--listen", "listeners", listeners())
        .set("--data", "data", data)
        .set("--http", "http", http)
        .set("--link", "mesh.listen", link)
        .set("--peer", "mesh.peers", peer)
        .set("--beacon", "mesh.beacon.group", beacon)
        .set("--attach", "attach", attached())
        .set("--durability", "substitution.durability", durability)
        .set("--alone", "substitution.alone", alone ? true : null)
        .set("--join", "mesh.trust.join", token())
        .set("--password-file", "access.password-file", passwordFile)
        .set("--rules-file", "access.rules-file", rulesFile)
        .set("--anonymous", "access.anonymous", anonymous)
        .set("--insecure", "insecure", insecure ? true : null);
  }

  private @Nullable List<AttachConfig> attached() {
    return attach == null ? null : attach.stream().map(AttachConfig::to).toList();
  }

  private @Nullable Token token() {
    return join == null ? null : Token.parse(join);
  }

  private @Nullable List<ListenerConfig> listeners() {
    return listen == null ? null : listen.stream().map(ListenerConfig::tcp).toList();
  }
}
