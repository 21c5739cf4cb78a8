package io.fieldway.launcher;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `fieldway trace`: the ways of a message.
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Prints the ways that a message would take, the ways that the last ones on its topic really"
          + " took, and where one stays."
    })
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

  @Option(
      names = "--also",
      paramLabel = "HOST:PORT",
      description =
          "Where another node serves its views, as often as there are any: each is asked, too,"
              + " which ways the last messages took.")
  List<InetSocketAddress> also = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Map<String, String> query = new TreeMap<>();
    query.put("topic", topic);
    if (from != null) {
      query.put("from", from);
    }
    JsonNode ways = NodePages.ask(node.http, "/trace", query);
    ArrayNode pages = Json.array();
    List<String> silent = new ArrayList<>();
    List<InetSocketAddress> asked = new ArrayList<>(also);
    asked.addFirst(node.http);
    for (InetSocketAddress address : asked) {
      try {
        pages.add(NodePages.ask(address, "/mesh/passages", Map.of("topic", topic)));
      } catch (IOException e) {
        silent.add(String.valueOf(e.getMessage()));
      }
    }
    if (node.json) {
      ObjectNode all = (ObjectNode) ways;
      all.set("passages", pages);
      spec.commandLine().getOut().println(Json.write(all));
    } else {
      NodePages.lines(ways).forEach(spec.commandLine().getOut()::println);
      taken(ways.get("from").asString(), pages).forEach(spec.commandLine().getOut()::println);
      silent.forEach(spec.commandLine().getOut()::println);
    }
    return 0;
  }

  /// The lines of what really happened.
  private List<String> taken(String origin, ArrayNode pages) {
    Journeys journeys = new Journeys();
    pages.forEach(journeys::add);
    List<String> told = journeys.lines(origin);
    List<String> lines = new ArrayList<>();
    lines.add(
        told.isEmpty()
            ? "no message from " + origin + " is remembered that left it on " + topic
            : "the last ones really took");
    told.forEach(line -> lines.add("  " + line));
    for (JsonNode page : pages) {
      for (JsonNode stay : page.get("stays")) {
        lines.add(
            "%s holds %d for %s: %s"
                .formatted(
                    page.get("node").asString(),
                    stay.get("messages").asLong(),
                    stay.get("destination").asString(),
                    stay.get("why").asString()));
      }
    }
    return lines;
  }
}
