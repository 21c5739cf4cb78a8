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

/// `fieldway trace`: the ways of a message.
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Prints the ways that a message would take, and to whom no way leads.")
final class TraceCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin NodePages node;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      required = true,
      description = "The topic of the message.")
  String topic;

  @Option(
      names = "--from",
      paramLabel = "NAME",
      description = "The node where it would be published; else the one that is asked.")
  @Nullable String from;

  @Override
  public Integer call() throws IOException {
    Map<String, String> query = new TreeMap<>();
    query.put("topic", topic);
    if (from != null) {
      query.put("from", from);
    }
    spec.commandLine().getOut().println(node.read("/trace", query));
    return 0;
  }
}
