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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fieldway mesh`: the nodes and their links.
@Command(
    name = "mesh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Prints the nodes of a mesh and their links, as one of them knows them.",
    subcommands = {
      MeshInitCommand.class,
      MeshInviteCommand.class,
      MeshCommand.WhatIf.class,
      MeshCommand.StandIns.class,
      MeshCommand.Timeline.class,
      MeshCommand.Attached.class
    })
final class MeshCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin NodePages node;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println(node.read("/mesh", Map.of()));
    return 0;
  }

  /// `fieldway mesh stand-ins`: who carries whom on, or would.
  @Command(
      name = "stand-ins",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true,
      description = {
        "Prints who stands in for whom and why: strong (both do the same), cover (the substitute does"
            + " all that the other does), weak (with the share that both do), any; and who carries"
            + " whom on."
      })
  static final class StandIns implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Mixin ControllerPages controller;

    @Override
    public Integer call() throws IOException {
      spec.commandLine().getOut().println(controller.read("/plan"));
      return 0;
    }
  }

  /// `fieldway mesh timeline`: who died, and was carried on.
  @Command(
      name = "timeline",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true,
      description = {
        "Prints which nodes died or were drained, who carried them on and after how long, and when"
            + " they were themselves again; the newest first.",
        "A controller remembers what it has seen since it was started."
      })
  static final class Timeline implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Mixin ControllerPages controller;

    @Override
    public Integer call() throws IOException {
      spec.commandLine().getOut().println(controller.read("/timeline"));
      return 0;
    }
  }

  /// `fieldway mesh attached`: the brokers that a node is attached to.
  @Command(
      name = "attached",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true,
      description = "Prints the other brokers that a node is attached to, and what passes.")
  static final class Attached implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Mixin NodePages node;

    @Override
    public Integer call() throws IOException {
      spec.commandLine().getOut().println(node.read("/attach", Map.of()));
      return 0;
    }
  }

  /// `fieldway mesh what-if`: what a failure would change.
  @Command(
      name = "what-if",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true,
      description = "Prints which ways would change if a node died or a link were cut.")
  static final class WhatIf implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Mixin NodePages node;

    @Option(names = "--kill", paramLabel = "NAME", description = "This node dies.")
    @Nullable String killed;

    @Option(
        names = "--cut",
        paramLabel = "NAME,NAME",
        description = "The link between these two is cut.")
    @Nullable String cut;

    @Override
    public Integer call() throws IOException {
      Map<String, String> query = new TreeMap<>();
      if (killed != null) {
        query.put("kill", killed);
      }
      if (cut != null) {
        query.put("cut", cut);
      }
      if (query.size() != 1) {
        throw new ParameterException(spec.commandLine(), "expected either --kill or --cut");
      }
      spec.commandLine().getOut().println(node.read("/mesh/what-if", query));
      return 0;
    }
  }
}
