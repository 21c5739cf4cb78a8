package io.fieldway.launcher;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway routes`: the routing table of a node.
@Command(
    name = "routes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Prints the routing table of a node: the nodes on the way to each that subscribed, the next"
          + " hop first, and the filter."
    })
final class RoutesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin NodePages node;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Whose table, as the node that is asked knows it; else its own.")
  @Nullable String name;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only the entries that a message on this topic follows.")
  @Nullable String topic;

  @Override
  public Integer call() throws IOException {
    Map<String, String> query = new TreeMap<>();
    if (name != null) {
      query.put("node", name);
    }
    if (topic != null) {
      query.put("topic", topic);
    }
    spec.commandLine().getOut().println(node.read("/routes", query));
    return 0;
  }
}
