package io.fieldway.launcher;

import io.fieldway.node.LastingNode;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway node`: an MQTT broker in a process of its own.
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs an MQTT 3.1.1 and 5 broker. What it acknowledges is on its disk.",
      "A file sets everything: fieldway config show --role node writes one with all its keys."
    })
final class NodeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The YAML file; flags come before it.")
  @Nullable Path file;

  @Mixin NodeOptions options;

  @Option(
      names = "--rehearse",
      hidden = true,
      description =
          "Be its own client for a moment and stop: what the JVM learns makes later starts quick.")
  boolean rehearse;

  @Override
  public Integer call() throws IOException {
    Logs.showStateChanges();
    NodeConfig config = options.read(Optional.ofNullable(file)).value();
    try (Running running = new Running()) {
      LastingNode node = running.add("node", LastingNode.start(config));
      var out = spec.commandLine().getOut();
      List<InetSocketAddress> addresses = node.addresses();
      for (int i = 0; i < addresses.size(); i++) {
        out.println(welcome(config.listeners().get(i), addresses.get(i)));
      }
      for (InetSocketAddress address : node.links()) {
        out.println("other nodes connect to " + Arguments.text(address));
      }
      out.println("health and metrics at http://" + Arguments.text(node.http()));
      out.println("Ctrl-C stops.");
      out.flush();
      if (rehearse) {
        Rehearsal.with(addresses.getFirst());
        return 0;
      }
      var _ = node.ended().thenRun(running::stop);
      running.awaitStop();
      return ended(node);
    }
  }

  /// What is left to say, where it did not end because somebody wanted it.
  private int ended(LastingNode node) throws IOException {
    switch (node.ended().getNow(LastingNode.End.NONE)) {
      case LastingNode.End.Failed(String why) -> throw new IOException(why);
      case LastingNode.End.Drained(String substitute) -> {
        var out = spec.commandLine().getOut();
        out.println(
            "drained: "
                + substitute
                + " serves this node's clients; start it again to have them back");
        out.flush();
        return 0;
      }
      case LastingNode.End.None _ -> {
        return 0;
      }
    }
  }

  private static String welcome(ListenerConfig listener, InetSocketAddress address) {
    String scheme =
        switch (listener.kind()) {
          case TCP -> "mqtt";
          case TLS -> "mqtts";
          case WS, WSS -> listener.kind().name().toLowerCase(Locale.ROOT);
        };
    String path = listener.kind().isWebSocket() ? listener.path() : "";
    return "MQTT clients connect to " + scheme + "://" + Arguments.text(address) + path;
  }
}
